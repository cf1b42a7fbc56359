import { FailedError, UsageError } from "../../lib/errors.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import type { KafkaError } from "../../lib/kafka/kafka_error.ts";
import type { TransactionResult } from "../../lib/kafka/transactions/describe_transactions.ts";
import type { OpenTransaction } from "../../lib/kafka/transactions/hanging_transactions.ts";
import { openClient } from "../_shared/client.ts";
import { confirm, requireConsent, showPlan } from "../_shared/confirm.ts";
import { outcomeState } from "../_shared/failures.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { parsePartitionChoice, type PartitionChoice } from "../_shared/partition_choice.ts";
import { type CommandContext, defineCommand } from "../_shared/parser/command.ts";
import { switchFlag, valueFlag } from "../_shared/parser/flag.ts";
import { failAfter, type OutputFormat, printList } from "../_shared/print.ts";
import { table } from "../_shared/table.ts";
import { idsArgument } from "./_ids_argument.ts";

const action = "abort transactions";

/** What text prints for each status. */
const words = { aborted: "OK", valid: "OK (dry run)" } as const;

/** `wah txn abort`. */
export const txnAbortCommand = defineCommand({
  description: "Abort transactions. By its transactional id, the coordinator ends a transaction " +
    "in all partitions, and its producer can no longer write. A transaction that hangs, see " +
    "wah txn list --hanging, is aborted in one partition, by --topic and --start-offset.",
  examples: [
    ["wah txn abort payments-1", "asks first"],
    ["wah txn abort -t orders:0 --start-offset 42", "a transaction that hangs in a partition"],
    ["wah txn abort -t orders:0 --start-offset 42 --dry-run", "only shows it"],
  ],
  args: [idsArgument],
  flags: {
    topic: valueFlag("the partition in which a transaction hangs", {
      alias: "t",
      placeholder: "TOPIC:PARTITION",
      complete: "topic",
      isOnlyOnce: true,
      parse: parsePartitionChoice,
    }),
    startOffset: valueFlag("the offset at which the transaction begins", {
      placeholder: "OFFSET",
      isOnlyOnce: true,
      parse: offset,
    }),
    dryRun: switchFlag("show what would be aborted; abort nothing"),
    output: outputFlag,
  },
  async run({ args, flags, context }): Promise<void> {
    const { dryRun = false, output } = flags;
    const ids = [...new Set(args)];
    const place = placeOf(ids, flags);
    if (!dryRun) await requireConsent(action, context);
    await using client = await openClient(context, { readsOnly: dryRun, action });
    if (place === null) await abortById(client, ids, { dryRun, output }, context);
    else await abortHanging(client, place, { dryRun, output }, context);
  },
});

interface AbortOptions {
  readonly dryRun: boolean;
  readonly output: OutputFormat;
}

/** Where a hanging transaction begins. */
interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly startOffset: bigint;
}

/** @throws {UsageError} If the command line names neither ids nor one place, or both. */
function placeOf(
  ids: readonly string[],
  { topic, startOffset }: {
    readonly topic?: PartitionChoice;
    readonly startOffset?: bigint;
  },
): Place | null {
  const isPlace = topic !== undefined || startOffset !== undefined;
  if (isPlace === ids.length > 0) throw unusable("expected either ID or --topic");
  if (!isPlace) return null;
  const [partition, ...others] = topic?.partitions ?? [];
  if (topic === undefined || partition === undefined || others.length > 0) {
    throw unusable("--topic has to name one partition, for example orders:0");
  }
  if (startOffset === undefined) throw unusable("--start-offset is missing");
  return { topic: topic.topic, partition, startOffset };
}

function unusable(found: string): UsageError {
  return new UsageError(`Cannot ${action}: ${found}`, {
    hint: "See the transactions that hang: wah txn list --hanging",
  });
}

function offset(text: string): bigint {
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new UsageError(`Cannot use "${text}" for --start-offset: expected an offset`);
}

async function abortById(
  client: KafkaClient,
  ids: readonly string[],
  { dryRun, output }: AbortOptions,
  context: CommandContext,
): Promise<void> {
  const { signal, stdout } = context;
  const [
    { describeTransactions },
    { fenceProducers },
    { transactionFailure },
    { transactionText },
  ] = await Promise.all([
    import("../../lib/kafka/transactions/describe_transactions.ts" as string) as Promise<
      typeof import("../../lib/kafka/transactions/describe_transactions.ts")
    >,
    loadAborts(),
    import("./_errors.ts" as string) as Promise<typeof import("./_errors.ts")>,
    import("./_view.ts" as string) as Promise<typeof import("./_view.ts")>,
  ]);
  const answers = await describeTransactions(client, ids, { signal });
  const described = await Promise.all(answers.map(refuseIdle));
  const found = described.flatMap(({ value }) => value === null ? [] : [value]);
  if (found.length > 0) {
    const surface = { nowMs: context.now(), output: context.stderr };
    const texts = await Promise.all(found.map((one) => {
      const partitions = one.partitions.map((place) => ({ ...place, start_offset: null }));
      return transactionText(one, partitions, surface);
    }));
    await showPlan(texts.join("\n"), context);
    const what = found.length === 1 ? "this transaction" : `these ${found.length} transactions`;
    if (!dryRun) {
      await confirm(`Abort ${what}, and stop the producers of these ids?`, action, context);
    }
  }
  const chosen = found.map(({ transactionalId }) => transactionalId);
  const aborted = dryRun ? [] : await fenceProducers(client, chosen, { signal });
  const byId = new Map(aborted.map((result) => [result.group, result]));
  const results = described.map((result) => byId.get(result.group) ?? result);
  const rows = results.map(({ group, error }) => ({
    transactional_id: group,
    status: statusOf(error, dryRun),
    error: error?.codeName ?? null,
    message: error?.reason ?? null,
  }));
  const text = (): Promise<string> =>
    table(
      ["TRANSACTIONAL-ID", "STATUS"],
      rows.map(({ transactional_id, status, error }) => [
        transactional_id,
        outcomeState(error, status === "failed" ? status : words[status]),
      ]),
      stdout,
    );
  const printed = printList(stdout, output, { name: "transactions", items: rows, text });
  await failAfter(printed, transactionFailure("abort", results));
}

/**
 * Only a transaction that is ongoing can be aborted: to take over the id of an idle producer would
 * stop it for nothing, and one that is being committed stays committed.
 */
async function refuseIdle(result: TransactionResult): Promise<TransactionResult> {
  const { group, value } = result;
  if (value === null || value.state === "Ongoing") return result;
  const [{ KafkaError }, { errorCodes }] = await Promise.all([
    import("../../lib/kafka/kafka_error.ts" as string) as Promise<
      typeof import("../../lib/kafka/kafka_error.ts")
    >,
    import("../../lib/wire/errors.ts" as string) as Promise<
      typeof import("../../lib/wire/errors.ts")
    >,
  ]);
  const reason = `it is not ongoing, its state is ${value.state}`;
  return { group, value: null, error: new KafkaError(errorCodes.INVALID_TXN_STATE, reason) };
}

async function abortHanging(
  client: KafkaClient,
  place: Place,
  { dryRun, output }: AbortOptions,
  context: CommandContext,
): Promise<void> {
  const { signal, stdout, stderr } = context;
  const [{ writeAbortMarker }, { hangingTable, producerView }] = await Promise.all([
    loadAborts(),
    import("./_view.ts" as string) as Promise<typeof import("./_view.ts")>,
  ]);
  const { duringAction } = await (import("../../lib/kafka/kafka_error.ts" as string) as Promise<
    typeof import("../../lib/kafka/kafka_error.ts")
  >);
  const transaction = await hangingAt(client, place, signal);
  const plan = await hangingTable([transaction], context.now(), stderr);
  await showPlan(`This transaction will be aborted in its partition:\n${plan}`, context);
  if (!dryRun) {
    await confirm("Abort this transaction?", action, context);
    const written = writeAbortMarker(client, transaction, { signal });
    await duringAction(`abort the transaction at ${placeText(place)}`, written);
  }
  const status = statusOf(null, dryRun);
  const item = { ...producerView(transaction), status, error: null, message: null };
  const { topic, partition, startOffset } = place;
  const text = (): Promise<string> =>
    table(
      ["TOPIC", "PARTITION", "START-OFFSET", "STATUS"],
      [[topic, partition, startOffset, outcomeState(null, words[status as keyof typeof words])]],
      stdout,
    );
  await failAfter(printList(stdout, output, { name: "hanging", items: [item], text }), null);
}

/**
 * Finds the transaction that begins at a place.
 *
 * @throws {FailedError} If there is none, or a coordinator still manages it.
 */
async function hangingAt(
  client: KafkaClient,
  place: Place,
  signal: AbortSignal,
): Promise<OpenTransaction> {
  const [{ openTransactions }, { chosenPartitions }] = await Promise.all([
    import("../../lib/kafka/transactions/hanging_transactions.ts" as string) as Promise<
      typeof import("../../lib/kafka/transactions/hanging_transactions.ts")
    >,
    import("./_partitions.ts" as string) as Promise<typeof import("./_partitions.ts")>,
  ]);
  const { topic, partition, startOffset } = place;
  const choice = { topic, partitions: [partition] };
  const partitions = await chosenPartitions(client, [choice], action, signal);
  const { transactions, failures } = await openTransactions(client, partitions, { signal });
  const doing = `abort the transaction at ${placeText(place)}`;
  if (failures.length > 0) throw failures[0]!.error.during(doing);
  const found = transactions.find((one) => one.startOffset === startOffset);
  if (found === undefined) {
    throw new FailedError(`Cannot ${doing}: no open transaction begins there`, {
      hint: `See the open ones: wah txn describe -t ${topic}:${partition}`,
    });
  }
  if (found.coordinated === null) return found;
  const { transactionalId } = found.coordinated;
  throw new FailedError(
    `Cannot ${doing}: its coordinator still manages it, as "${transactionalId}"`,
    { hint: `Abort it by its id: wah txn abort ${transactionalId}` },
  );
}

function placeText({ topic, partition, startOffset }: Place): string {
  return `offset ${startOffset} of topic "${topic}" partition ${partition}`;
}

function statusOf(error: KafkaError | null, dryRun: boolean): keyof typeof words | "failed" {
  if (error !== null) return "failed";
  return dryRun ? "valid" : "aborted";
}

function loadAborts(): Promise<
  typeof import("../../lib/kafka/transactions/abort_transactions.ts")
> {
  return import("../../lib/kafka/transactions/abort_transactions.ts" as string) as Promise<
    typeof import("../../lib/kafka/transactions/abort_transactions.ts")
  >;
}
