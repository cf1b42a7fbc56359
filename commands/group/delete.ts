import { openClient } from "../_shared/client.ts";
import { confirm, requireConsent, showPlan } from "../_shared/confirm.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { switchFlag } from "../_shared/parser/flag.ts";
import { failAfter, printList } from "../_shared/print.ts";
import { table } from "../_shared/table.ts";
import { outcomeState } from "../_shared/failures.ts";
import { groupFailure } from "./_errors.ts";

/** What text prints for each status. */
const words = {
  deleted: "OK",
  valid: "OK (dry run)",
  absent: "OK (did not exist)",
  failed: "failed",
} as const;

/** `wah group delete`. */
export const groupDeleteCommand = defineCommand({
  description: "Delete groups and their committed offsets. A group with members is not deleted.",
  examples: [
    ["wah group delete billing", "asks first"],
    ["wah group delete -y billing audit", "does not ask"],
  ],
  args: [{ name: "GROUP", brief: "groups to delete", complete: "group", isList: true }],
  flags: {
    ifExists: switchFlag("do not fail if a group does not exist"),
    dryRun: switchFlag("show what would be deleted; delete nothing"),
    output: outputFlag,
  },
  async run({ args, flags: { ifExists = false, dryRun = false, output }, context }): Promise<void> {
    if (!dryRun) await requireConsent("delete groups", context);
    const { signal } = context;
    const names = [...new Set(args)];
    const { deleteGroups } =
      await (import("../../lib/kafka/groups/delete_groups.ts" as string) as Promise<
        typeof import("../../lib/kafka/groups/delete_groups.ts")
      >);
    const { describeGroups } =
      await (import("../../lib/kafka/groups/describe_groups.ts" as string) as Promise<
        typeof import("../../lib/kafka/groups/describe_groups.ts")
      >);
    const { groupNames } = await (import("./_load.ts" as string) as Promise<
      typeof import("./_load.ts")
    >);
    await using client = await openClient(context, { readsOnly: dryRun, action: "delete groups" });
    const found = await describeGroups(client, names, { signal });
    const existing = found.filter(({ error }) => error === null).map(({ group }) => group);
    if (existing.length > 0) {
      const rows = found.flatMap(({ value }) =>
        value === null ? [] : [[value.group, value.state, value.members.length]]
      );
      await showPlan(await table(["GROUP", "STATE", "MEMBERS"], rows, context.stderr), context);
    }
    if (existing.length > 0 && !dryRun) {
      const what = existing.length === 1 ? "this group" : `these ${existing.length} groups`;
      await confirm(`Delete ${what} and the committed offsets?`, "delete groups", context);
    }
    const deleted = dryRun ? [] : await deleteGroups(client, existing, { signal });
    const byName = new Map(deleted.map((result) => [result.group, result]));
    const results = found.map((result) => byName.get(result.group) ?? result);
    const isFine = (code: string | undefined): boolean => (
      code === undefined || (ifExists && code === "GROUP_ID_NOT_FOUND")
    );
    const rows = results.map(({ group, error }) => ({
      group,
      status: statusOf(error === null, isFine(error?.codeName), dryRun),
      error: isFine(error?.codeName) ? null : error!.codeName,
    }));
    const failed = results.filter(({ error }) => !isFine(error?.codeName));
    const known = failed.length === 0 ? [] : await groupNames(client, signal);
    const { stdout } = context;
    const cells = rows.map(({ group, status, error }) => [
      group,
      outcomeState(error, words[status]),
    ]);
    const text = (): Promise<string> => table(["GROUP", "STATUS"], cells, stdout);
    const printed = printList(stdout, output, { name: "groups", items: rows, text });
    await failAfter(printed, groupFailure("delete", failed, known));
  },
});

function statusOf(isDone: boolean, isFine: boolean, dryRun: boolean): keyof typeof words {
  if (!isDone) return isFine ? "absent" : "failed";
  return dryRun ? "valid" : "deleted";
}
