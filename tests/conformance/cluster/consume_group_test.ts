import assert from "node:assert/strict";
import { findCoordinators } from "../../../lib/kafka/groups/coordinators.ts";
import type { KafkaClient } from "../../../lib/kafka/client.ts";
import { Producer } from "../../../lib/kafka/producer/producer.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { runCli } from "../../support/cli/cli.ts";
import { type KafkaCluster, startKafka } from "../../support/kafka/kafka.ts";
import { TestTransactions } from "../../support/kafka/transactions.ts";
import {
  assigned,
  committed,
  describe,
  join,
  joinAt,
  leave,
  newGroup,
  readOn,
  untilCommitted,
} from "../consume/_group.ts";

const partitions = 6;

async function coordinatorOf(client: KafkaClient, group: string): Promise<number> {
  const [found] = await findCoordinators(client, [group], {});
  assert.equal(found!.error, null);
  return found!.value!;
}

/** Two members read while `fault` happens to their coordinator; nothing is lost or repeated. */
async function survives(
  cluster: KafkaCluster,
  fault: (coordinator: number) => Promise<void>,
): Promise<void> {
  await using client = await connect(cluster.brokers);
  await using topic = await createTopic(client, {
    ...{ partitions, replicationFactor: 3, configs: { "min.insync.replicas": "2" } },
  });
  const group = newGroup();
  const first = joinAt(cluster.brokers, topic.name, group);
  await assigned(first, partitions);
  const second = joinAt(cluster.brokers, topic.name, group);
  await Promise.all([first, second].map((member) => assigned(member, partitions / 2)));
  await using producer = await Producer.open(client);
  let sent = 0;
  const sendSome = async (): Promise<void> => {
    for (let count = 0; count < 600; count++) {
      const [partition, value] = [sent % partitions, utf8(String(sent++))];
      await producer.send({ topic: topic.name, partition, key: null, value });
    }
  };
  await sendSome();
  await Promise.all([fault(await coordinatorOf(client, group)), sendSome()]);
  await sendSome();
  const isRead = (text: string): number => text.split("\n").length - 1;
  await first.stdout.waitFor((text) => isRead(text) >= sent / 2);
  await second.stdout.waitFor((text) => isRead(text) >= sent / 2);
  const lines = [...await leave(first), ...await leave(second)];
  const values = lines.map((line) => Number(line.split(" ")[2])).toSorted((a, b) => a - b);
  assert.deepEqual([...new Set(values)], Array.from({ length: sent }, (_, index) => index));
  const { partitions: rows, state } = await describe(group, cluster.brokers);
  assert.equal(state, "Empty");
  const total = rows.reduce((sum, { committed }) => sum + committed!, 0);
  assert.equal(total, sent);
}

Deno.test("wah consume -g loses no record", async (test) => {
  await using cluster = await startKafka({ nodes: 3 });

  await test.step("while the coordinator is stopped and comes back", async () => {
    await survives(cluster, async (coordinator) => {
      await cluster.stop(coordinator);
      await cluster.start(coordinator);
    });
  });

  await test.step("while the coordinator is killed and comes back", async () => {
    await survives(cluster, async (coordinator) => {
      await cluster.kill(coordinator);
      await cluster.start(coordinator);
    });
  });
});

Deno.test("wah consume -g waits for a broker that is away, and reports it once", async () => {
  await using cluster = await startKafka({ nodes: 1 });
  await using client = await connect(cluster.brokers);
  await using topic = await createTopic(client);
  const { brokers } = cluster;
  const produce = async (value: string): Promise<void> => {
    assert.equal((await runCli(["produce", topic.name, value], { brokers })).status, 0);
  };
  await produce("a");
  const group = newGroup();
  const member = joinAt(brokers, topic.name, group);
  await member.stdout.waitFor("a\n");
  await cluster.stop(1);
  await member.stderr.waitFor("the broker does not respond");
  await cluster.start(1);
  await produce("b");
  await member.stdout.waitFor("b\n");
  await member.stderr.waitFor("the broker responds again");
  assert.deepEqual((await leave(member)).slice(-1), ["0 1 b"]);
  assert.equal(member.stderr.text.match(/does not respond/g)?.length, 1);
  assert.equal((await describe(group, brokers)).partitions[0]!.committed, 2);
});

Deno.test("wah consume -g commits offsets after the markers of transactions", async () => {
  await using client = await connect();
  await using topic = await createTopic(client);
  const transactions = await TestTransactions.open(client, topic.name);
  await transactions.write("a", "b");
  await transactions.commit();
  await transactions.write("c");
  await transactions.abort();
  const group = newGroup();
  const committedOnly = ["--read-committed", "-o", ":end"];
  assert.deepEqual(await readOn(topic.name, group, ...committedOnly), ["0 0 a", "0 1 b"]);
  // The markers have offsets 2 and 4.
  assert.deepEqual(await committed(group), ["0:5"]);
  const member = join(topic.name, group, "--read-committed");
  await assigned(member, 1);
  await transactions.write("d");
  await transactions.abort();
  await untilCommitted(group, ["0:7"]);
  assert.deepEqual(await leave(member), []);
});
