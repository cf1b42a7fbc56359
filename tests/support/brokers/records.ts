import { deleteTopics } from "../../../lib/kafka/admin/delete_topics.ts";
import { Producer } from "../../../lib/kafka/producer/producer.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { connect, createTopic, type TestTopic } from "./client.ts";

/** A record to write; text is written as UTF-8. */
export interface SentRecord {
  readonly partition?: number;
  readonly key?: string | Uint8Array | null;
  readonly value?: string | Uint8Array | null;
  readonly headers?: readonly (readonly [name: string, value: string | Uint8Array | null])[];
  readonly timestamp?: bigint;
}

/** Writes records in order, one batch each. Default: to partition 0. */
export async function send(
  { name }: { readonly name: string },
  records: readonly SentRecord[],
): Promise<void> {
  await using client = await connect();
  await using producer = await Producer.open(client, {});
  for (const { partition = 0, key = null, value = null, headers = [], timestamp } of records) {
    await producer.send({
      topic: name,
      partition,
      key: bytesOf(key),
      value: bytesOf(value),
      headers: headers.map(([header, data]) => ({ key: header, value: bytesOf(data) })),
      ...(timestamp === undefined ? {} : { timestamp }),
    });
  }
}

/** Creates a topic with `records`; disposing of it deletes it. */
export async function topicOf(
  records: readonly SentRecord[],
  options: { readonly partitions?: number } = {},
): Promise<TestTopic> {
  await using client = await connect();
  const topic = await createTopic(client, { prefix: "consume", ...options });
  await send(topic, records);
  return {
    name: topic.name,
    async [Symbol.asyncDispose](): Promise<void> {
      await using deleting = await connect();
      await deleteTopics(deleting, [topic.name]);
    },
  };
}

function bytesOf(data: string | Uint8Array | null): Uint8Array | null {
  return typeof data === "string" ? utf8(data) : data;
}
