import { delay } from "../../lib/async/delay.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { openClient } from "../_shared/client.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { type CommandContext, defineCommand } from "../_shared/parser/command.ts";
import { switchFlag, valueFlag, wholeNumber } from "../_shared/parser/flag.ts";
import { type OutputFormat, printList } from "../_shared/print.ts";
import { type Cell, table, type TableOutput } from "../_shared/table.ts";
import { durationText } from "../../lib/text/units.ts";
import { type LagTrend, lagTrend, type TopicLag } from "./_lag_trend.ts";

const defaultIntervalSeconds = 5;

/** `wah group lag`. */
export const groupLagCommand = defineCommand({
  description: "Show how far a group is behind in each topic: in records and in time. With " +
    "--watch, repeatedly, with the rates and the time until the group has caught up.",
  examples: [
    ["wah group lag billing", "once"],
    ["wah group lag billing --watch", "every 5 seconds; Ctrl-C stops"],
    ["wah group lag billing -o jsonl --watch", "for another program"],
  ],
  args: [{ name: "GROUP", brief: "the group", complete: "group" }],
  flags: {
    watch: switchFlag("repeat until Ctrl-C", { alias: "w" }),
    interval: valueFlag("with --watch: seconds between checks", {
      placeholder: "SECONDS",
      parse: wholeNumber("--interval", { max: 86_400 }),
      default: String(defaultIntervalSeconds),
    }),
    output: outputFlag,
  },
  async run({ args: [group = ""], flags, context }): Promise<void> {
    const { watch = false, interval: intervalSeconds, output } = flags;
    await using client = await openClient(context, { readsOnly: true });
    const lagWatch = new LagWatch(client, group, context);
    await lagWatch.print(output);
    while (watch) {
      await delay(intervalSeconds * 1_000, context.signal);
      await lagWatch.print(output);
    }
  },
});

/** Checks the lag of a group, and remembers the last check for its trend. */
class LagWatch {
  readonly #client: KafkaClient;
  readonly #group: string;
  readonly #context: CommandContext;
  #last: { readonly atMs: number; readonly topics: ReadonlyMap<string, TopicLag> } | null = null;

  constructor(client: KafkaClient, group: string, context: CommandContext) {
    this.#client = client;
    this.#group = group;
    this.#context = context;
  }

  /** Prints the lag of each topic; from the second check on, with its trend. */
  async print(output: OutputFormat): Promise<void> {
    const { stdout, now } = this.#context;
    const topics = await this.#load();
    const atMs = now();
    const last = this.#last;
    const trends = topics.map((topic): LagTrend | null => {
      const before = last?.topics.get(topic.topic);
      return before === undefined ? null : lagTrend(before, topic, atMs - last!.atMs);
    });
    this.#last = { atMs, topics: new Map(topics.map((topic) => [topic.topic, topic])) };
    const rows = topics.map((topic, index) => ({
      group: this.#group,
      topic: topic.topic,
      partitions: topic.partitions,
      lag: topic.lag,
      lag_ms: topic.lagMs,
      consumed_per_s: trends[index]?.consumedPerSecond ?? null,
      produced_per_s: trends[index]?.producedPerSecond ?? null,
      caught_up_in_ms: trends[index]?.caughtUpInMs ?? null,
    }));
    await printList(stdout, output, {
      name: "topics",
      items: rows,
      text: () => lagTable(topics, trends, stdout),
    });
  }

  async #load(): Promise<TopicLag[]> {
    const { signal, now } = this.#context;
    const { loadTopicLags } = await (import("./_load.ts" as string) as Promise<
      typeof import("./_load.ts")
    >);
    return await loadTopicLags(this.#client, this.#group, { signal, nowMs: now() });
  }
}

async function lagTable(
  topics: readonly TopicLag[],
  trends: readonly (LagTrend | null)[],
  output: TableOutput,
): Promise<string> {
  const hasTrend = trends.some((trend) => trend !== null);
  return await table(
    [
      ...["TOPIC", "PARTITIONS", "LAG", "BEHIND"],
      ...(hasTrend ? ["CONSUMED/S", "PRODUCED/S", "CAUGHT UP IN"] : []),
    ],
    topics.map(({ topic, partitions, lag, lagMs }, index) => [
      ...[topic, partitions, lag, quantityOf(lagMs)],
      ...(hasTrend ? trendCells(trends[index] ?? null) : []),
    ]),
    output,
  );
}

function quantityOf(lagMs: bigint | null): Cell {
  return lagMs === null ? null : { quantity: durationText(Number(lagMs)) };
}

function trendCells(trend: LagTrend | null): Cell[] {
  if (trend === null) return [null, null, null];
  const { consumedPerSecond, producedPerSecond, caughtUpInMs } = trend;
  return [
    { quantity: consumedPerSecond.toFixed(1) },
    { quantity: producedPerSecond.toFixed(1) },
    caughtUpInMs === null ? "not at this rate" : durationText(caughtUpInMs),
  ];
}
