import assert from "node:assert/strict";
import type { KafkaClient } from "../../../lib/kafka/client.ts";
import { Producer } from "../../../lib/kafka/producer/producer.ts";
import { readPartitions } from "../../../lib/kafka/reader/read_partitions.ts";
import type { ReaderNotice, ReadTarget } from "../../../lib/kafka/reader/read_target.ts";
import { textOf, utf8 } from "../../../lib/wire/bytes.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { kcatConsume } from "../../support/kafka/kcat.ts";
import { type KafkaCluster, startKafka } from "../../support/kafka/kafka.ts";

const partitions = [0, 1, 2];
const recordsPerPartition = 4000;
/** Number of records per partition that are sent before the leader is killed. */
const beforeFault = 1500;

const values = Array.from({ length: recordsPerPartition }, (_, index) => String(index));

async function leaderOf(client: KafkaClient, topic: string, partition: number): Promise<number> {
  const { topics } = await client.metadata({ topics: [topic] });
  const leader = topics.get(topic)!.partitions[partition]!.leader;
  assert.notEqual(leader, null);
  return leader!;
}

/** Sends the values to each partition, and calls `fault` in the middle of it. */
async function produceThrough(
  producer: Producer,
  topic: string,
  fault: () => Promise<void>,
): Promise<void> {
  const deliveries: Promise<unknown>[] = [];
  let faulted: Promise<void> | undefined;
  for (const [index, value] of values.entries()) {
    for (const partition of partitions) {
      deliveries.push(producer.send({ topic, partition, key: null, value: utf8(value) }));
    }
    // One acknowledgement now and then keeps the sending going while the cluster is in trouble.
    if (index % 50 === 0) await deliveries.at(-1);
    if (index === beforeFault) faulted = fault();
  }
  await Promise.all([...deliveries, faulted]);
}

/** Reads until every partition has all its values. */
async function readAll(
  client: KafkaClient,
  targets: readonly ReadTarget[],
  onNotice: (notice: ReaderNotice) => void,
): Promise<string[][]> {
  const found: string[][] = partitions.map(() => []);
  for await (const chunk of readPartitions(client, targets, { onNotice })) {
    chunk.forEach(({ value }) => void found[chunk.partition]!.push(textOf(value!)));
    if (found.every(({ length }) => length >= recordsPerPartition)) break;
  }
  return found;
}

async function survives(
  cluster: KafkaCluster,
  fault: (leader: number) => Promise<void>,
): Promise<void> {
  await using client = await connect(cluster.brokers);
  await using topic = await createTopic(client, {
    partitions: partitions.length,
    replicationFactor: 3,
    configs: { "min.insync.replicas": "2" },
  });
  const { topicId } = (await client.metadata({ topics: [topic.name] })).topics.get(topic.name)!;
  const notices: ReaderNotice[] = [];
  const targets = partitions.map((partition) => (
    { topic: topic.name, partition, topicId, start: 0n, stop: null }
  ));
  const reading = readAll(client, targets, (notice) => void notices.push(notice));
  await using producer = await Producer.open(client);
  const leader = await leaderOf(client, topic.name, 1);
  await produceThrough(producer, topic.name, () => fault(leader));
  assert.deepEqual(await reading, partitions.map(() => values));
  assert.deepEqual(notices.filter(({ kind }) => kind === "skipped"), []);
  const lines = await kcatConsume({ brokers: cluster.brokers, topic: topic.name });
  const byPartition = Map.groupBy(lines, ({ partition }) => partition);
  for (const partition of partitions) {
    assert.deepEqual(byPartition.get(partition)!.map(({ payload }) => payload), values);
  }
}

Deno.test("Producer and readPartitions() lose, repeat and reorder nothing", async (test) => {
  await using cluster = await startKafka({ nodes: 3 });

  await test.step("while a leader is killed and comes back", async () => {
    await survives(cluster, async (leader) => {
      await cluster.kill(leader);
      await cluster.start(leader);
    });
  });

  await test.step("while a leader is stopped in good order and comes back", async () => {
    await survives(cluster, async (leader) => {
      await cluster.stop(leader);
      await cluster.start(leader);
    });
  });
});
