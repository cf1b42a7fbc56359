import type { Context } from "../../lib/context.ts";
import { FailedError, SeveralFailedError } from "../../lib/errors.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { openClient } from "../_shared/client.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { switchFlag } from "../_shared/parser/flag.ts";
import { failAfter, labels, printList } from "../_shared/print.ts";
import { table, type TableOutput } from "../_shared/table.ts";
import type { GroupDescription, GroupMember } from "../../lib/kafka/groups/describe_groups.ts";
import { totalLag } from "../../lib/kafka/groups/group_lag.ts";
import { durationText } from "../../lib/text/units.ts";
import { groupState } from "./_state.ts";
import type { PartitionRow } from "./_lag_rows.ts";
import type { GroupState } from "./_load.ts";

/** A group as it is printed. */
interface DescribedGroup {
  readonly group: GroupDescription;
  readonly lag: bigint | null;
  readonly partitions: readonly PartitionRow[];
}

/** `wah group describe`. */
export const groupDescribeCommand = defineCommand({
  description: "Show the state and the members of groups, and how far they are behind in each " +
    "partition: in records, and in time, which is the age of the oldest unread record.",
  examples: [
    ["wah group describe billing", "summary, members and partitions"],
    ["wah group describe -s billing", "the summary alone"],
    ["wah group describe billing -o json", "for another program"],
  ],
  args: [{ name: "GROUP", brief: "groups to describe", complete: "group", isList: true }],
  flags: {
    summary: switchFlag("print only the summary", { alias: "s" }),
    output: outputFlag,
  },
  async run({ args, flags: { summary = false, output }, context }): Promise<void> {
    const { loadGroup, loadRows } = await (import("./_load.ts" as string) as Promise<
      typeof import("./_load.ts")
    >);
    await using client = await openClient(context, { readsOnly: true });
    const described: DescribedGroup[] = [];
    const failures: FailedError[] = [];
    for (const name of new Set(args)) {
      try {
        const state = await loadGroup(client, name, context.signal);
        described.push(await describe(client, state, { summary, context, loadRows }));
      } catch (error) {
        // An error for one group does not hide the others.
        if (!(error instanceof FailedError)) throw error;
        failures.push(error);
      }
    }
    const { stdout } = context;
    const text = async (): Promise<string> => {
      const texts = await Promise.all(described.map((one) => groupText(one, { summary, stdout })));
      return texts.join("\n");
    };
    const items = described.map(toJson);
    const printed = printList(stdout, output, { name: "groups", items, text });
    await failAfter(printed, failures.length > 1 ? new SeveralFailedError(failures) : failures[0]);
  },
});

async function describe(
  client: KafkaClient,
  state: GroupState,
  { summary, context, loadRows }: {
    readonly summary: boolean;
    readonly context: Context;
    readonly loadRows: typeof import("./_load.ts").loadRows;
  },
): Promise<DescribedGroup> {
  const { signal } = context;
  const { description: group, lags } = state;
  const nowMs = context.now();
  return {
    group,
    lag: totalLag(lags),
    partitions: summary ? [] : await loadRows(client, state, { signal, nowMs }),
  };
}

function toJson({ group, lag, partitions }: DescribedGroup): unknown {
  const { group: name, state, type, assignor, coordinator, members } = group;
  return {
    group: name,
    state,
    type,
    assignor,
    coordinator,
    lag,
    members: members.map(({ memberId, instanceId, clientId, host, assignment }) => ({
      member: memberId,
      instance: instanceId,
      client: clientId,
      host,
      assignment,
    })),
    partitions,
  };
}

async function groupText(
  { group, lag, partitions }: DescribedGroup,
  { summary, stdout }: { readonly summary: boolean; readonly stdout: TableOutput },
): Promise<string> {
  const { state, type, assignor, coordinator, members } = group;
  const head = labels([
    ["Group", group.group],
    ["State", groupState(state) ?? "-"],
    ["Protocol", type],
    ["Assignor", assignor === "" ? "-" : assignor],
    ["Coordinator", String(coordinator)],
    ["Members", String(members.length)],
    ["Lag", lag === null ? "-" : String(lag)],
  ], stdout);
  if (summary) return head;
  const parts = [head];
  if (members.length > 0) parts.push(await memberTable(members, stdout));
  if (partitions.length > 0) parts.push(await partitionTable(partitions, stdout));
  return parts.join("\n");
}

async function memberTable(
  members: readonly GroupMember[],
  output: TableOutput,
): Promise<string> {
  return await table(
    ["MEMBER", "CLIENT", "HOST", "PARTITIONS"],
    members.map(({ memberId, instanceId, clientId, host, assignment }) => [
      instanceId ?? memberId,
      clientId,
      host,
      assignment === null
        ? null
        : assignment.map(({ topic, partitions }) =>
          `${topic}:${partitions.toSorted((a, b) => a - b).join(",")}`
        ).join(" "),
    ]),
    output,
  );
}

async function partitionTable(
  partitions: readonly PartitionRow[],
  output: TableOutput,
): Promise<string> {
  const hasErrors = partitions.some(({ error }) => error !== null);
  return await table(
    [
      ...["TOPIC", "PARTITION", "COMMITTED", "END", "LAG", "BEHIND", "CLIENT"],
      ...(hasErrors ? ["ERROR"] : []),
    ],
    partitions.map((row) => [
      ...[row.topic, row.partition, row.committed, row.end, row.lag],
      row.lag_ms === null ? null : { quantity: durationText(Number(row.lag_ms)) },
      row.client,
      ...(hasErrors ? [row.message] : []),
    ]),
    output,
  );
}
