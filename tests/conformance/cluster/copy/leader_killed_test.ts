import assert from "node:assert/strict";
import { runCli, startCli } from "../../../support/cli/cli.ts";
import { connect, createTopic } from "../../../support/brokers/client.ts";
import { kcatConsume } from "../../../support/kafka/kcat.ts";
import { startKafka } from "../../../support/kafka/kafka.ts";
import { poll } from "../../../support/poll.ts";

const partitions = [0, 1, 2];
const values = Array.from({ length: 4_000 }, (_, index) => String(index));

Deno.test("wah copy loses, repeats and reorders nothing while a leader is killed", async () => {
  await using cluster = await startKafka({ nodes: 3 });
  const { brokers } = cluster;
  await using client = await connect(brokers);
  const replicated = {
    partitions: 3,
    replicationFactor: 3,
    configs: { "min.insync.replicas": "2" },
  };
  await using source = await createTopic(client, replicated);
  await using target = await createTopic(client, replicated);
  const lines = values.flatMap((value) => partitions.map((partition) => ({ value, partition })));
  const stdin = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const written = await runCli(["produce", source.name, "-f", "jsonl"], { brokers, stdin });
  assert.equal(written.status, 0, written.stderr);
  const running = startCli(["copy", source.name, target.name, "--rate", "1500/s"], { brokers });
  await poll(
    async () => (await kcatConsume({ brokers, topic: target.name })).length > 1_000 || undefined,
    () => "nothing was copied",
  );
  const { topics } = await client.metadata({ topics: [target.name] });
  const leader = topics.get(target.name)!.partitions[1]!.leader!;
  await cluster.kill(leader);
  await cluster.start(leader);
  const { status, stderr } = await running.result;
  assert.equal(status, 0, stderr);
  const found = await kcatConsume({ brokers, topic: target.name });
  const byPartition = Map.groupBy(found, ({ partition }) => partition);
  for (const partition of partitions) {
    assert.deepEqual(byPartition.get(partition)!.map(({ payload }) => payload), values);
  }
});
