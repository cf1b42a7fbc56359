import { UsageError } from "../../lib/errors.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { TransactionListing } from "../../lib/kafka/transactions/list_transactions.ts";
import { isOpen, transactionStates } from "../../lib/kafka/transactions/transaction_state.ts";
import { listed } from "../../lib/text/listed.ts";
import { openClient } from "../_shared/client.ts";
import { duration } from "../_shared/duration.ts";
import type { OutputFormat } from "../_shared/print.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { parsePartitionChoice, type PartitionChoice } from "../_shared/partition_choice.ts";
import { type CommandContext, defineCommand } from "../_shared/parser/command.ts";
import { listFlag, switchFlag, valueFlag } from "../_shared/parser/flag.ts";
import { failAfter, printList } from "../_shared/print.ts";
import { table } from "../_shared/table.ts";

/** As long as Kafka lets a transaction be open by default (transaction.max.timeout.ms). */
const defaultHangingMs = 15 * 60_000;

/** `wah txn list`. */
export const txnListCommand = defineCommand({
  description:
    "List transactional ids with the state of their transactions. With --hanging, find " +
    "transactions that are open in a partition although no coordinator knows them: nothing ends " +
    "them, and readers of committed records wait forever.",
  examples: [
    ["wah txn list", "all transactional ids"],
    ["wah txn list --state ongoing --older-than 10m", "open for more than ten minutes"],
    ["wah txn list --hanging", "in all topics"],
    ["wah txn list --hanging -t orders --older-than 1h", "in one topic"],
  ],
  flags: {
    state: listFlag("only transactions in this state", {
      alias: "s",
      placeholder: "STATE",
      parse: stateOf,
      conflicts: ["hanging"],
    }),
    olderThan: valueFlag(
      "only transactions that are open for longer, for example 10m; with --hanging, without a " +
        "record for longer (default: 15m)",
      { placeholder: "DURATION", parse: duration("--older-than") },
    ),
    hanging: switchFlag("find transactions that no coordinator will end"),
    topic: listFlag("with --hanging: only this topic, or single partitions of it", {
      alias: "t",
      placeholder: "TOPIC[:PARTITION,...]",
      complete: "topic",
      parse: parsePartitionChoice,
    }),
    output: outputFlag,
  },
  details: `States: ${transactionStates.join(", ")}.`,
  async run({ flags, context }): Promise<void> {
    const { hanging = false, state, topic, olderThan, output } = flags;
    if (topic !== undefined && !hanging) {
      throw new UsageError("Cannot list transactions: --topic needs --hanging", {
        hint: "To see the producers of a topic, use wah txn describe --topic",
      });
    }
    await using client = await openClient(context, { readsOnly: true });
    if (hanging) {
      const idleMs = olderThan ?? defaultHangingMs;
      await listHanging(client, topic ?? [], { idleMs, output }, context);
    } else await list(client, { states: state, olderThanMs: olderThan, output }, context);
  },
});

interface ListOptions {
  readonly states: readonly string[] | undefined;
  readonly olderThanMs: number | undefined;
  readonly output: OutputFormat;
}

async function list(
  client: KafkaClient,
  { states, olderThanMs, output }: ListOptions,
  context: CommandContext,
): Promise<void> {
  const { signal, stdout } = context;
  const [{ listTransactions }, { ageCell }, { transactionFailure }] = await Promise.all([
    import("../../lib/kafka/transactions/list_transactions.ts" as string) as Promise<
      typeof import("../../lib/kafka/transactions/list_transactions.ts")
    >,
    import("./_view.ts" as string) as Promise<typeof import("./_view.ts")>,
    import("./_errors.ts" as string) as Promise<typeof import("./_errors.ts")>,
  ]);
  const listings = (await listTransactions(client, { signal }))
    .filter(({ state }) => states?.includes(state) ?? true);
  const { starts, failed } = await startsOf(client, listings.filter(isOpen), signal);
  const now = context.now();
  const items = listings.map(({ transactionalId, state, producerId, coordinator }) => ({
    transactional_id: transactionalId,
    state,
    producer_id: producerId,
    coordinator,
    start_time_ms: starts.get(transactionalId) ?? null,
  })).filter(({ start_time_ms: start }) => (
    olderThanMs === undefined || start !== null && now - start > olderThanMs
  ));
  const text = (): Promise<string> =>
    table(
      ["TRANSACTIONAL-ID", "STATE", "PRODUCER-ID", "COORDINATOR", "OPEN-FOR"],
      items.map((item) => [
        ...[item.transactional_id, item.state, item.producer_id, item.coordinator],
        ageCell(item.start_time_ms, now),
      ]),
      stdout,
    );
  const printed = printList(stdout, output, { name: "transactions", items, text });
  await failAfter(printed, transactionFailure("describe", failed));
}

/** When the transactions began, by transactional id. */
async function startsOf(
  client: KafkaClient,
  open: readonly TransactionListing[],
  signal: AbortSignal,
): Promise<{
  readonly starts: ReadonlyMap<string, number | null>;
  readonly failed: Awaited<
    ReturnType<
      typeof import("../../lib/kafka/transactions/describe_transactions.ts").describeTransactions
    >
  >;
}> {
  if (open.length === 0) return { starts: new Map(), failed: [] };
  const { describeTransactions } =
    await (import("../../lib/kafka/transactions/describe_transactions.ts" as string) as Promise<
      typeof import("../../lib/kafka/transactions/describe_transactions.ts")
    >);
  const ids = open.map(({ transactionalId }) => transactionalId);
  const results = await describeTransactions(client, ids, { signal });
  return {
    starts: new Map(results.flatMap(({ group, value }) => (
      value === null ? [] : [[group, value.startTimeMs] as const]
    ))),
    failed: results.filter(({ error }) => (
      error !== null && error.codeName !== "TRANSACTIONAL_ID_NOT_FOUND"
    )),
  };
}

async function listHanging(
  client: KafkaClient,
  choices: readonly PartitionChoice[],
  { idleMs, output }: { readonly idleMs: number; readonly output: OutputFormat },
  context: CommandContext,
): Promise<void> {
  const { signal, stdout } = context;
  const [
    { chosenPartitions },
    { openTransactions },
    { hangingTable, producerView },
    { partitionFailure },
  ] = await Promise.all([
    import("./_partitions.ts" as string) as Promise<typeof import("./_partitions.ts")>,
    import("../../lib/kafka/transactions/hanging_transactions.ts" as string) as Promise<
      typeof import("../../lib/kafka/transactions/hanging_transactions.ts")
    >,
    import("./_view.ts" as string) as Promise<typeof import("./_view.ts")>,
    import("./_errors.ts" as string) as Promise<typeof import("./_errors.ts")>,
  ]);
  const action = "find transactions";
  const partitions = await chosenPartitions(client, choices, action, signal);
  const now = context.now();
  const found = await openTransactions(client, partitions, { idleSinceMs: now - idleMs, signal });
  const hanging = found.transactions.filter(({ coordinated }) => coordinated === null);
  const printed = printList(stdout, output, {
    name: "hanging",
    items: hanging.map(producerView),
    text: () => hangingTable(hanging, now, stdout),
  });
  await failAfter(printed, partitionFailure(action, found.failures));
}

/** Reads the name of a state, in upper or lower case. */
function stateOf(text: string): string {
  const found = transactionStates.find((name) => name.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(`Cannot use "${text}" for --state: expected ${listed(transactionStates)}`);
}
