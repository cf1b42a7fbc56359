import { openClient } from "../_shared/client.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { note } from "../_shared/note.ts";
import { type CommandContext, defineCommand } from "../_shared/parser/command.ts";
import { listFlag, switchFlag } from "../_shared/parser/flag.ts";
import { failAfter, printList } from "../_shared/print.ts";
import { table } from "../_shared/table.ts";
import type { GroupResult } from "../../lib/kafka/groups/coordinators.ts";
import { groupFailure } from "./_errors.ts";
import { groupState } from "./_state.ts";

/** `wah group list`. */
export const groupListCommand = defineCommand({
  description: "List the consumer groups of all brokers with their state, members and total lag.",
  examples: [
    ["wah group list", "all groups"],
    ["wah group list -s Stable", "only groups in this state"],
    ["wah group list --no-lag -o jsonl", "without the requests that the lag costs"],
  ],
  flags: {
    state: listFlag("only groups in this state", { alias: "s", placeholder: "STATE" }),
    noLag: switchFlag("do not look up members and lag"),
    output: outputFlag,
  },
  async run({ flags: { state, noLag = false, output }, context }): Promise<void> {
    const { signal } = context;
    const [{ listGroups }, { summarizeGroups }] = await Promise.all([
      import("../../lib/kafka/groups/list_groups.ts" as string) as Promise<
        typeof import("../../lib/kafka/groups/list_groups.ts")
      >,
      import("../../lib/kafka/groups/summarize_groups.ts" as string) as Promise<
        typeof import("../../lib/kafka/groups/summarize_groups.ts")
      >,
    ]);
    await using client = await openClient(context, { readsOnly: true });
    const wanted = state?.map((name) => name.toLowerCase());
    const listings = (await listGroups(client, { signal }))
      .filter((listing) => wanted?.includes((listing.state ?? "").toLowerCase()) ?? true);
    const summaries = noLag ? [] : await summarizeGroups(client, listings, { signal });
    const rows = listings.map(({ group, state, type, coordinator }, index) => ({
      group,
      state,
      type,
      coordinator,
      members: summaries[index]?.value?.members ?? null,
      lag: summaries[index]?.value?.lag ?? null,
    }));
    const { stdout } = context;
    const text = (): Promise<string> =>
      table(
        ["GROUP", "STATE", "MEMBERS", "LAG", "COORDINATOR"],
        rows.map((
          { group, state, members, lag, coordinator },
        ) => [group, groupState(state), members, lag, coordinator]),
        stdout,
      );
    const printed = printList(stdout, output, { name: "groups", items: rows, text });
    const isHidden = ({ error }: GroupResult<unknown>): boolean =>
      error?.missingRight !== undefined;
    await failAfter(printed, groupFailure("describe", summaries.filter((one) => !isHidden(one))));
    await noteHidden(summaries.filter(isHidden), context);
  },
});

/** Says which groups are listed without details because the user is not authorized to see them. */
async function noteHidden(
  hidden: readonly GroupResult<unknown>[],
  context: CommandContext,
): Promise<void> {
  const [first] = hidden;
  if (first === undefined) return;
  const count = hidden.length === 1 ? "1 group" : `${hidden.length} groups`;
  await note(`Members and lag of ${count} are not shown: ${first.error!.reason}`, context);
}
