import { produce } from "../../lib/wire/messages/00_produce.ts";
import { fetch } from "../../lib/wire/messages/01_fetch.ts";
import type { Input, RequestOf } from "../../lib/wire/schema.ts";
import type { Answers, Pair } from "./_pair.ts";

type ProduceRequest = Input<RequestOf<typeof produce>>;

/** A Produce request with the records of one partition, 0 unless said otherwise. */
export function produceRequest(
  name: string,
  records: Uint8Array,
  options: { readonly acks?: number; readonly index?: number } = {},
): ProduceRequest {
  const { acks = -1, index = 0 } = options;
  return { acks, timeoutMs: 10_000, topicData: [{ name, partitionData: [{ index, records }] }] };
}

/** Appends to partition 0 on both, and compares what they say. */
export async function append(pair: Pair, topic: string, records: Uint8Array): Promise<void> {
  const body = produceRequest(topic, records);
  await pair.compare("an append", { api: produce, versions: [11], body });
}

/** Compares the whole log of partition 0, byte by byte. */
export async function compareLogs(pair: Pair, topic: string): Promise<Answers<unknown>> {
  const partition = { partition: 0, fetchOffset: 0n, partitionMaxBytes: 10_000_000 };
  return await pair.compare("the whole log", {
    api: fetch,
    versions: [12],
    body: { maxWaitMs: 0, minBytes: 0, topics: [{ topic, partitions: [partition] }] },
  });
}
