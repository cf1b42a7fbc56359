import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli } from "../../support/cli/cli.ts";
import { TestProcess } from "../../support/cli/process.ts";
import { javaArguments } from "../../support/kafka/java.ts";
import { kcat } from "../../support/kafka/kcat.ts";

const { brokers } = broker();

// deno-lint-ignore no-explicit-any -- the test knows the shape
async function describe(name: string): Promise<any> {
  const argv = ["group", "describe", name, "-o", "jsonl"];
  const { stdout, stderr } = await runCli(argv, { brokers });
  assert.ok(stdout !== "", stderr);
  return JSON.parse(stdout);
}

/** A consumer of Kafka's own, in the group protocol of KIP-848. */
function startConsumer(topic: string, name: string): TestProcess {
  return new TestProcess(
    "java",
    javaArguments("org.apache.kafka.tools.consumer.ConsoleConsumer", [
      ...["--bootstrap-server", brokers, "--topic", topic, "--group", name, "--from-beginning"],
      ...["--command-property", "group.protocol=consumer"],
    ]),
  );
}

Deno.test("wah group describes, moves and deletes a group of KIP-848", async () => {
  const [topic, name] = [uniqueTopic("kip848"), uniqueTopic("group")];
  await runCli(["topic", "create", topic, "-p", "2"], { brokers });
  await kcat(["-P", "-b", brokers, "-t", topic, "-p", "0"], "a\nb\n");
  {
    await using consumer = startConsumer(topic, name);
    await consumer.stdout.waitFor("b\n");
    const { type, state, members } = await describe(name);
    assert.deepEqual([type, state, members.length], ["consumer", "Stable", 1]);
    assert.deepEqual(members[0].assignment, [{ topic, partitions: [0, 1] }]);
    const argv = ["group", "seek", name, "--to", "start", "-y"];
    assert.equal((await runCli(argv, { brokers })).status, 1);
    consumer.kill("SIGTERM");
    await consumer.result;
  }
  assert.equal((await describe(name)).state, "Empty");
  const { stdout } = await runCli(["group", "list", "-o", "jsonl"], { brokers });
  const rows = stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(rows.find((row) => row.group === name).type, "consumer");
  const seek = ["group", "seek", name, "--to", "start", "-t", topic, "-y", "--allow-new-topics"];
  const moved = await runCli(seek, { brokers });
  assert.equal(moved.status, 0, moved.stderr);
  assert.equal((await describe(name)).lag, 2);
  const deleted = await runCli(["group", "delete", name, "-y"], { brokers });
  assert.equal(deleted.status, 0, deleted.stderr);
});
