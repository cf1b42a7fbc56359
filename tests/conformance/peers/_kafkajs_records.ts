/**
 * Writes records with kafkajs, reads them as a group, and prints the results as JSON lines, with
 * times since its start: `_kafkajs_records.ts HOST:PORT TOPIC`. The topic must be empty, with two
 * partitions.
 */
import { CompressionTypes, Kafka, logLevel, type Message, type ProducerConfig } from "kafkajs";
import { print } from "./_print.ts";

const [broker, topic] = Deno.args as [string, string];
const kafka = new Kafka({ clientId: "kafkajs", brokers: [broker], logLevel: logLevel.NOTHING });
const groupId = `${topic}-readers`;
const start = Date.now();

/** The records of one partition, a millisecond apart. */
function records(partition: number, some: readonly Omit<Message, "partition">[]): Message[] {
  return some.map((record, index) => ({ ...record, partition, timestamp: String(start + index) }));
}

const plain = records(0, [
  { key: "clé", value: "gzip".repeat(100), headers: { trace: "1", "été": ["🐼", ""] } },
  { key: null, value: null },
  { key: "", value: "" },
  { key: "deleted", value: null },
  { key: null, value: "no key" },
]);
const idempotent = records(1, [{ value: "first" }, { value: "second" }, { value: "third" }]);

/** Sends each of `batches` with one producer, and prints its position. */
async function write(
  step: string,
  { config = {}, compression = CompressionTypes.None, batches }: {
    config?: ProducerConfig;
    compression?: CompressionTypes;
    batches: readonly Message[][];
  },
): Promise<void> {
  const producer = kafka.producer(config);
  await producer.connect();
  for (const messages of batches) {
    print(step, await producer.send({ topic, acks: -1, compression, messages }));
  }
  await producer.disconnect();
}

interface Read {
  readonly partition: number;
  readonly offset: string;
}

/** A member of the group reads `count` records, commits `offsets` and leaves. */
async function readAs(
  name: string,
  { count, offsets }: { count: number; offsets: readonly [string, string] },
): Promise<void> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  const read: Read[] = [];
  const all = Promise.withResolvers<void>();
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachMessage({ partition, message }): Promise<void> {
      const { key, value, headers, offset, timestamp } = message;
      read.push({
        ...{ partition, offset, key: key?.toString() ?? null, value: value?.toString() ?? null },
        ...{ headers: asText(headers), sinceStart: Number(timestamp) - start },
      });
      if (read.length === count) all.resolve();
      return Promise.resolve();
    },
  });
  await all.promise;
  await consumer.commitOffsets(
    offsets.map((offset, partition) => ({ topic, partition, offset })),
  );
  await consumer.disconnect();
  for (const record of read.toSorted((one, other) => one.partition - other.partition)) {
    print(`${name} read`, record);
  }
}

/** Returns the values of every header as text. */
function asText(headers: unknown): unknown {
  return JSON.parse(
    JSON.stringify(
      headers,
      (_, value) =>
        value?.type === "Buffer" ? new TextDecoder().decode(new Uint8Array(value.data)) : value,
    ),
  );
}

await write("sent", { batches: [plain] });
await write("sent with gzip", { compression: CompressionTypes.GZIP, batches: [plain] });
await write("sent idempotently", {
  config: { idempotent: true, maxInFlightRequests: 1 },
  batches: idempotent.map((message) => [message]),
});
await readAs("first member", { count: 13, offsets: ["7", "1"] });
await readAs("second member", { count: 5, offsets: ["10", "3"] });
const admin = kafka.admin();
await admin.connect();
print("committed", await admin.fetchOffsets({ groupId, topics: [topic] }));
await admin.disconnect();
