import { produce } from "../../lib/wire/messages/00_produce.ts";
import { fetchApi } from "../../lib/wire/messages/01_fetch.ts";
import type { Input, RequestOf } from "../../lib/wire/schema/schema.ts";
import { batchOf } from "./_batches.ts";
import type { Asked, Pair } from "./_pair.ts";

type ProduceRequest = Input<RequestOf<typeof produce>>;
type FetchRequest = Input<RequestOf<typeof fetchApi>>;
type FetchTopic = NonNullable<FetchRequest["topics"]>[number];
type FetchPartition = NonNullable<FetchTopic["partitions"]>[number];

const otherId = "12345678-1234-1234-1234-123456789abc";

/** Returns a Produce request with the records of one partition. Default: partition 0. */
export function produceRequest(
  name: string,
  records: Uint8Array,
  options: { readonly acks?: number; readonly index?: number } = {},
): ProduceRequest {
  const { acks = -1, index = 0 } = options;
  return { acks, timeoutMs: 10_000, topicData: [{ name, partitionData: [{ index, records }] }] };
}

/** Returns a Fetch request without waiting for partitions of one topic, by its name or id. */
export function fetchRequest(
  topic: string,
  partitions: readonly FetchPartition[],
  options: FetchRequest = {},
): (asked: Asked) => FetchRequest {
  return ({ peer }) => ({
    maxWaitMs: 0,
    minBytes: 1,
    ...options,
    topics: [{
      topic,
      topicId: peer.topicIds.get(topic) ?? otherId,
      partitions: partitions.map((partition) => ({ partitionMaxBytes: 1_000_000, ...partition })),
    }],
  });
}

/**
 * Creates a topic of two partitions; the first has three batches of three records, a second apart.
 */
export async function filledTopic(pair: Pair): Promise<string> {
  const topic = await pair.createTopic({ partitions: 2 });
  for (const values of [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]]) {
    await append(pair, topic, batchOf(values));
  }
  return topic;
}

/** Appends to partition 0 on both brokers, and compares their responses. */
export async function append(pair: Pair, topic: string, records: Uint8Array): Promise<void> {
  const body = produceRequest(topic, records);
  await pair.compare("an append", { api: produce, versions: [11], body });
}

/** Compares the whole log of partition 0, byte by byte. */
export async function compareLogs(pair: Pair, topic: string): Promise<void> {
  const body = fetchRequest(topic, [{ partition: 0, partitionMaxBytes: 10_000_000 }]);
  await pair.compare("the whole log", { api: fetchApi, versions: [12], body });
}
