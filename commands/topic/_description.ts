import type { ConfigEntry } from "../../lib/kafka/admin/describe_configs.ts";
import type {
  PartitionDescription,
  TopicDescription,
} from "../../lib/kafka/admin/describe_topics.ts";
import { partitionKey } from "../../lib/kafka/admin/per_leader.ts";
import { bytesText } from "../../lib/text/units.ts";
import { labels } from "../_shared/print.ts";
import { type Row, table, type TableOutput } from "../_shared/table.ts";
import { type TopicRow, topicRow } from "./_table.ts";

/** A topic in JSON: the fields of a list, and more. Null if the cluster does not report it. */
export interface TopicView extends TopicRow {
  readonly id: string | null;
  readonly partition_list: readonly PartitionView[];
  readonly configs: readonly ConfigView[] | null;
  /** Why the configs are null. */
  readonly configs_problem: string | null;
}

interface PartitionView {
  readonly partition: number;
  readonly leader: number | null;
  readonly replicas: readonly number[];
  readonly in_sync_replicas: readonly number[];
  readonly offline_replicas: readonly number[];
  readonly start: bigint | null;
  readonly end: bigint | null;
  /** `end` minus `start`: at most as many records. */
  readonly offsets: bigint | null;
  /** Bytes on the leader's disk. */
  readonly size: bigint | null;
  /** Why a value is null. */
  readonly problem: string | null;
}

interface ConfigView {
  readonly name: string;
  readonly value: string | null;
  readonly source: string;
  readonly sensitive: boolean;
  readonly read_only: boolean;
}

/**
 * Makes the view of a topic; `sizes` are by `partitionKey()`. `all` includes the configs that have
 * their default.
 */
export function descriptionView(
  topic: TopicDescription,
  sizes: ReadonlyMap<string, bigint>,
  { all }: { readonly all: boolean },
): TopicView {
  const partitions = topic.partitions.map((partition) =>
    partitionView(
      partition,
      sizes.get(partitionKey({ topic: topic.name, partition: partition.partition })) ?? null,
    )
  );
  return {
    ...topicRow(topic, {
      offsets: sum(partitions.map(({ offsets }) => offsets)),
      size: sum(partitions.map(({ size }) => size)),
    }),
    id: topic.topicId,
    partition_list: partitions,
    configs: topic.configsError === null
      ? topic.configs.filter(({ isDefault }) => all || !isDefault).map(configView)
      : null,
    configs_problem: topic.configsError?.reason ?? null,
  };
}

/** The view as text: a summary, a table of partitions, a table of configs. */
export async function descriptionText(view: TopicView, output: TableOutput): Promise<string> {
  const summary = labels([
    ["Topic", view.internal ? `${view.topic} (internal)` : view.topic],
    ["Id", text(view.id)],
    ["Partitions", text(view.partitions)],
    ["Replicas", text(view.replicas)],
    ["Offsets", text(view.offsets)],
    ["In sync", text(view.in_sync_replicas)],
    ["Size", view.size === null ? "-" : bytesText(view.size)],
    ...(view.configs_problem === null ? [] : [["Configs", view.configs_problem] as const]),
  ]);
  const tables = [
    partitionTable(view.partition_list, output),
    ...(view.configs?.length ? [configTable(view.configs, output)] : []),
  ];
  return [summary, ...await Promise.all(tables)].join("\n");
}

function partitionView(
  description: PartitionDescription,
  size: bigint | null,
): PartitionView {
  const { partition, leader, replicas, inSyncReplicas, offlineReplicas } = description;
  const { start, end, error, offsetsError } = description;
  return {
    partition,
    leader,
    replicas,
    in_sync_replicas: inSyncReplicas,
    offline_replicas: offlineReplicas,
    start,
    end,
    offsets: start === null || end === null ? null : end - start,
    size,
    problem: error?.reason ?? offsetsError?.reason ?? null,
  };
}

function configView({ name, value, source, isSensitive, isReadOnly }: ConfigEntry): ConfigView {
  return { name, value, source, sensitive: isSensitive, read_only: isReadOnly };
}

function partitionTable(
  partitions: readonly PartitionView[],
  output: TableOutput,
): Promise<string> {
  const isTroubled = partitions.some(({ problem }) => problem !== null);
  const headings = [
    "PARTITION",
    "LEADER",
    "REPLICAS",
    "IN-SYNC",
    "START",
    "END",
    "OFFSETS",
    "SIZE",
  ];
  const rows = partitions.map((view): Row => [
    view.partition,
    view.leader,
    ids(view.replicas),
    ids(view.in_sync_replicas),
    view.start,
    view.end,
    view.offsets,
    view.size === null ? null : { quantity: bytesText(view.size) },
    ...(isTroubled ? [view.problem] : []),
  ]);
  return table(isTroubled ? [...headings, "PROBLEM"] : headings, rows, output);
}

function configTable(configs: readonly ConfigView[], output: TableOutput): Promise<string> {
  return table(
    ["CONFIG", "VALUE", "SOURCE"],
    configs.map((config): Row => [config.name, configText(config), config.source]),
    output,
  );
}

/** Shows an empty value as `""`: a blank would move the next column into its place. */
function configText({ value, sensitive }: ConfigView): string | null {
  if (sensitive) return "(sensitive)";
  return value === "" ? '""' : value;
}

function ids(replicas: readonly number[]): string | null {
  return replicas.length === 0 ? null : replicas.join(",");
}

function text(value: string | number | bigint | null): string {
  return value === null ? "-" : String(value);
}

/** Null if any of them is. */
function sum(values: readonly (bigint | null)[]): bigint | null {
  return values.reduce(
    (total, value) => total === null || value === null ? null : total + value,
    0n,
  );
}
