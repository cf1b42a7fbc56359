import { UsageError } from "../../lib/errors.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { TransactionDescription } from "../../lib/kafka/transactions/describe_transactions.ts";
import { openClient } from "../_shared/client.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { parsePartitionChoice, type PartitionChoice } from "../_shared/partition_choice.ts";
import { type CommandContext, defineCommand } from "../_shared/parser/command.ts";
import { listFlag } from "../_shared/parser/flag.ts";
import { failAfter, type OutputFormat, printList } from "../_shared/print.ts";
import { idsArgument } from "./_ids_argument.ts";
import type { TransactionPartitionView } from "./_view.ts";

/** `wah txn describe`. */
export const txnDescribeCommand = defineCommand({
  description:
    "Show transactions by their transactional ids, or with --topic, the producers that " +
    "partitions remember and the transactions that are open in them.",
  examples: [
    ["wah txn describe payments-1", "state, producer and partitions"],
    ["wah txn describe -t orders", "the producers of all partitions of a topic"],
    ["wah txn describe -t orders:0 -o jsonl", "those of one partition"],
  ],
  args: [idsArgument],
  flags: {
    topic: listFlag("show the producers of this topic, or of single partitions of it", {
      alias: "t",
      placeholder: "TOPIC[:PARTITION,...]",
      complete: "topic",
      parse: parsePartitionChoice,
    }),
    output: outputFlag,
  },
  async run({ args: ids, flags: { topic: choices = [], output }, context }): Promise<void> {
    if ((ids.length === 0) === (choices.length === 0)) {
      throw new UsageError("Cannot describe transactions: expected either ID or --topic", {
        hint: "See wah txn describe --help",
      });
    }
    await using client = await openClient(context, { readsOnly: true });
    if (ids.length > 0) await describe(client, [...new Set(ids)], output, context);
    else await describePartitions(client, choices, output, context);
  },
});

async function describe(
  client: KafkaClient,
  ids: readonly string[],
  output: OutputFormat,
  context: CommandContext,
): Promise<void> {
  const { signal, stdout } = context;
  const [{ describeTransactions }, { transactionText }, { transactionFailure }] = await Promise.all(
    [
      import("../../lib/kafka/transactions/describe_transactions.ts" as string) as Promise<
        typeof import("../../lib/kafka/transactions/describe_transactions.ts")
      >,
      import("./_view.ts" as string) as Promise<typeof import("./_view.ts")>,
      import("./_errors.ts" as string) as Promise<typeof import("./_errors.ts")>,
    ],
  );
  const results = await describeTransactions(client, ids, { signal });
  const found = results.flatMap(({ value }) => value === null ? [] : [value]);
  const views = await Promise.all(found.map(async (transaction) => ({
    transaction,
    partitions: await partitionViews(client, transaction, signal),
  })));
  const items = views.map(({ transaction, partitions }) => ({
    transactional_id: transaction.transactionalId,
    state: transaction.state,
    coordinator: transaction.coordinator,
    producer_id: transaction.producerId,
    producer_epoch: transaction.producerEpoch,
    timeout_ms: transaction.timeoutMs,
    start_time_ms: transaction.startTimeMs,
    partitions,
  }));
  const nowMs = context.now();
  const text = async (): Promise<string> =>
    (await Promise.all(
      views.map(({ transaction, partitions }) =>
        transactionText(transaction, partitions, { nowMs, output: stdout })
      ),
    )).join("\n");
  const isFailed = results.some(({ error }) => error !== null);
  const existing = isFailed ? await knownIds(client, signal) : [];
  const printed = printList(stdout, output, { name: "transactions", items, text });
  await failAfter(printed, transactionFailure("describe", results, existing));
}

/** The partitions of a transaction, and where it begins in those that can be read. */
async function partitionViews(
  client: KafkaClient,
  { partitions, producerId }: TransactionDescription,
  signal: AbortSignal,
): Promise<TransactionPartitionView[]> {
  if (partitions.length === 0) return [];
  const { describeProducers } =
    await (import("../../lib/kafka/transactions/describe_producers.ts" as string) as Promise<
      typeof import("../../lib/kafka/transactions/describe_producers.ts")
    >);
  const results = await describeProducers(client, partitions, { signal });
  return results.map(({ topic, partition, producers }) => ({
    topic,
    partition,
    start_offset: producers.find((one) => one.producerId === producerId)?.startOffset ?? null,
  }));
}

async function knownIds(client: KafkaClient, signal: AbortSignal): Promise<string[]> {
  const { listTransactions } =
    await (import("../../lib/kafka/transactions/list_transactions.ts" as string) as Promise<
      typeof import("../../lib/kafka/transactions/list_transactions.ts")
    >);
  return (await listTransactions(client, { signal })).map(({ transactionalId }) => transactionalId);
}

async function describePartitions(
  client: KafkaClient,
  choices: readonly PartitionChoice[],
  output: OutputFormat,
  context: CommandContext,
): Promise<void> {
  const { signal, stdout } = context;
  const [
    { chosenPartitions },
    { describeProducers },
    { producerTable, producerView },
    { partitionFailure },
  ] = await Promise.all([
    import("./_partitions.ts" as string) as Promise<typeof import("./_partitions.ts")>,
    import("../../lib/kafka/transactions/describe_producers.ts" as string) as Promise<
      typeof import("../../lib/kafka/transactions/describe_producers.ts")
    >,
    import("./_view.ts" as string) as Promise<typeof import("./_view.ts")>,
    import("./_errors.ts" as string) as Promise<typeof import("./_errors.ts")>,
  ]);
  const action = "describe producers";
  const partitions = await chosenPartitions(client, choices, action, signal);
  const results = await describeProducers(client, partitions, { signal });
  const producers = results.flatMap(({ producers }) => producers);
  const failures = results.flatMap(({ error, ...rest }) => (
    error === null ? [] : [{ ...rest, error }]
  ));
  const printed = printList(stdout, output, {
    name: "producers",
    items: producers.map(producerView),
    text: () => producerTable(producers, context.now(), stdout),
  });
  await failAfter(printed, partitionFailure(action, failures));
}
