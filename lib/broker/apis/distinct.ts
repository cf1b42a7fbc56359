import type { RequestWork } from "../server/request_work.ts";

/** How to read the topics and partitions of a request. */
export interface PartitionNames<Topic, Partition> {
  /** Returns what identifies a topic: its name or its id. */
  readonly topicKey: (topic: Topic) => string;
  readonly partitions: (topic: Topic) => readonly Partition[];
  readonly partitionKey: (partition: Partition) => number;
}

/** One topic of a request with its distinct partitions. */
export interface DistinctTopic<Topic, Partition> {
  /** The first of several with the same key. */
  readonly topic: Topic;
  readonly partitions: readonly Partition[];
  /** The numbers of the partitions that the request names more than once. */
  readonly repeated: ReadonlySet<number>;
}

/**
 * Returns the distinct topics and partitions of a request. If the request names a partition several
 * times, the last one counts, in the position of the first. Kafka does the same in Produce, Fetch
 * and DeleteRecords. So the number of partitions in the broker limits the work of a request.
 */
export async function distinctPartitions<Topic, Partition>(
  topics: readonly Topic[],
  names: PartitionNames<Topic, Partition>,
  work: RequestWork,
): Promise<DistinctTopic<Topic, Partition>[]> {
  const found = new Map<string, {
    readonly topic: Topic;
    readonly byNumber: Map<number, Partition>;
    readonly repeated: Set<number>;
  }>();
  for (const topic of topics) {
    if (work.isDue) await work.yield();
    const key = names.topicKey(topic);
    const entry = found.get(key) ?? { topic, byNumber: new Map(), repeated: new Set() };
    found.set(key, entry);
    for (const partition of names.partitions(topic)) {
      if (work.isDue) await work.yield();
      const number = names.partitionKey(partition);
      if (entry.byNumber.has(number)) entry.repeated.add(number);
      entry.byNumber.set(number, partition);
    }
  }
  return [...found.values()].map(({ topic, byNumber, repeated }) => ({
    topic,
    partitions: [...byNumber.values()],
    repeated,
  }));
}

/** Returns the last item for each key, in the position of the first one. */
export async function distinct<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => unknown,
  work: RequestWork,
): Promise<Item[]> {
  const found = new Map<unknown, Item>();
  for (const item of items) {
    if (work.isDue) await work.yield();
    found.set(keyOf(item), item);
  }
  return [...found.values()];
}

/** The results for each partition of one topic, in order. */
export interface TopicResults<Topic, Result> {
  readonly topic: Topic;
  readonly results: readonly Result[];
}

/**
 * Returns the results of `answer` for each partition, one after the other, with pauses for others.
 *
 * @throws {AbandonedError} If the client has closed its connection.
 */
export async function answerPartitions<Topic, Partition, Result>(
  topics: readonly DistinctTopic<Topic, Partition>[],
  answer: (topic: Topic, partition: Partition) => Result | Promise<Result>,
  work: RequestWork,
): Promise<TopicResults<Topic, Result>[]> {
  const found: TopicResults<Topic, Result>[] = [];
  for (const { topic, partitions } of topics) {
    const results = await work.map(partitions, (partition) => answer(topic, partition));
    found.push({ topic, results });
  }
  return found;
}

/**
 * Starts `change` for each partition, with pauses for others, and resolves with all results. All
 * changes start even if the client has closed its connection.
 *
 * @param onStarted Called when all changes have started, before the first is awaited.
 */
export async function changePartitions<Topic, Partition, Result>(
  topics: readonly DistinctTopic<Topic, Partition>[],
  change: (topic: Topic, partition: Partition) => Promise<Result>,
  work: RequestWork,
  onStarted: () => void = () => {},
): Promise<TopicResults<Topic, Result>[]> {
  const started: { readonly topic: Topic; readonly results: readonly Promise<Result>[] }[] = [];
  for (const { topic, partitions } of topics) {
    const results = await work.startAll(partitions, (partition) => change(topic, partition));
    started.push({ topic, results });
  }
  onStarted();
  return await work.await(
    Promise.all(
      started.map(async ({ topic, results }) => ({ topic, results: await Promise.all(results) })),
    ),
  );
}
