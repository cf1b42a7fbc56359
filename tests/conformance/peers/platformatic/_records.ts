/**
 * Writes records with @platformatic/kafka, reads them as a group, and prints the results as JSON
 * lines, with times since its start: `_records.ts HOST:PORT TOPIC`. The topic must be empty, with
 * two partitions.
 */
import {
  Consumer,
  type Message,
  Producer,
  type ProducerOptions,
  stringDeserializers,
  stringSerializers,
} from "@platformatic/kafka";
import { print } from "../_print.ts";

type TextMessage = Message<string, string, string, string>;

const [broker, topic] = Deno.args as [string, string];
const common = { clientId: "platformatic", bootstrapBrokers: [broker] };
const start = BigInt(Date.now());

function producer(
  options: Partial<ProducerOptions<string, string, string, string>>,
): Producer<string, string, string, string> {
  return new Producer({ ...common, serializers: stringSerializers, acks: -1, ...options });
}

async function writePlain(): Promise<void> {
  const plain = producer({});
  for (const compression of ["none", "gzip", "snappy", "lz4", "zstd"] as const) {
    const { offsets } = await plain.send({
      compression,
      messages: [{
        ...{ topic, partition: 0, timestamp: start },
        ...{ key: "clé", value: compression.repeat(100), headers: { codec: compression } },
      }, {
        ...{ topic, partition: 0, timestamp: start + 1n },
        ...{ value: "", headers: { empty: "", "été": "🐼" } },
      }],
    });
    print(`sent with ${compression}`, offsets);
  }
  await plain.close();
}

async function writeIdempotent(): Promise<void> {
  const idempotent = producer({ idempotent: true });
  for (const value of ["first", "second", "third"]) {
    const message = { topic, partition: 1, timestamp: start + 2n, value };
    print(`sent ${value}`, (await idempotent.send({ messages: [message] })).offsets);
  }
  await idempotent.close();
}

/** A member of the group reads `count` records, calls `commit` for them and leaves. */
async function readAs(
  name: string,
  { count, commit }: {
    count: number;
    commit(
      consumer: Consumer<string, string, string, string>,
      read: readonly TextMessage[],
    ): Promise<void>;
  },
): Promise<void> {
  const consumer = new Consumer({
    ...{ ...common, groupId: `${topic}-readers`, autocommit: false, maxWaitTime: 100 },
    deserializers: stringDeserializers,
  });
  const stream = await consumer.consume({
    topics: [topic],
    mode: "committed",
    fallbackMode: "earliest",
  });
  const read: TextMessage[] = [];
  for await (const message of stream) {
    read.push(message);
    if (read.length < count) continue;
    await commit(consumer, read);
    print(`${name} lags by`, (await consumer.getLag({ topics: [topic] })).get(topic));
    break;
  }
  for (const message of read.toSorted((one, other) => one.partition - other.partition)) {
    const { partition, offset, key, value, headerEntries: headers, timestamp } = message;
    const sinceStart = timestamp - start;
    print(`${name} read`, { partition, offset, key, value, headers, sinceStart });
  }
  const topics = [{ topic, partitions: [0, 1] }];
  print(`${name} committed`, (await consumer.listCommittedOffsets({ topics })).get(topic));
  await stream.close();
  await consumer.close();
}

await writePlain();
await writeIdempotent();
await readAs("first member", {
  count: 13,
  commit: (consumer) =>
    consumer.commit({
      offsets: [
        { topic, partition: 0, offset: 7n, leaderEpoch: 0 },
        { topic, partition: 1, offset: 1n, leaderEpoch: 0 },
      ],
    }),
});
await readAs("second member", {
  count: 5,
  async commit(_, read): Promise<void> {
    for (const message of read) await message.commit();
  },
});
