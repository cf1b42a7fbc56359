import assert from "node:assert/strict";
import { KafkaClient } from "../../../lib/kafka/client.ts";
import { parseAddresses } from "../../../lib/kafka/config.ts";
import { encodeBatch } from "../../../lib/wire/batches/batch_encoder.ts";
import { produce } from "../../../lib/wire/messages/00_produce.ts";
import { type SecuredKafka, startSecuredKafka } from "../../support/kafka/secured_kafka.ts";
import { poll } from "../../support/poll.ts";
import { type AccessRun, accessRun, fails, jsonLines, kafkaTool, succeeds } from "./_access.ts";

/** What Kafka's own tool describes of an entity, without the text around it. */
async function describedByKafka(kafka: SecuredKafka, ...entity: string[]): Promise<string[]> {
  const text = await kafkaTool(kafka, "kafka.admin.ConfigCommand", ["--describe", ...entity]);
  return text.split("\n").flatMap((line) => /Quota configs for (.*) are (.*)/.exec(line) ?? [])
    .filter((_, index) => index % 3 === 2)
    .flatMap((list) => list.split(", ")).sort();
}

async function checkSet(kafka: SecuredKafka, run: AccessRun): Promise<void> {
  const set = (...argv: string[]): ReturnType<AccessRun> => run(["quota", "set", ...argv]);
  await fails(set("--user", "alice", "producer_byte_rate=1024"), {
    status: 2,
    error: /no terminal/,
  });
  await succeeds(set("--user", "alice", "producer_byte_rate=1024", "--dry-run"));
  const rates = ["producer_byte_rate=1024", "request_percentage=12.5", "consumer_byte_rate=1e6"];
  await succeeds(set("--user", "alice", ...rates, "-y"));
  const steps = jsonLines(
    await succeeds(set(
      ...["--user", "alice", "producer_byte_rate=2048", "-d", "consumer_byte_rate", "-y"],
      ...["-o", "jsonl"],
    )),
  );
  const entity = [{ type: "user", name: "alice" }];
  assert.deepEqual(steps, [
    { entity, quota: "producer_byte_rate", before: 1024, after: 2048 },
    { entity, quota: "consumer_byte_rate", before: 1000000, after: null },
  ]);
  assert.deepEqual(await describedByKafka(kafka, "--entity-type", "users"), [
    "producer_byte_rate=2048.0",
    "request_percentage=12.5",
  ]);
  await succeeds(set("--user", "alice", "--client-id", "app", "producer_byte_rate=7", "-y"));
  await succeeds(set("--default", "user", "controller_mutation_rate=3", "-y"));
  await succeeds(set("--ip", "127.9.9.9", "connection_creation_rate=4", "-y"));
  const ips = ["--entity-type", "ips"];
  assert.deepEqual(await describedByKafka(kafka, ...ips), ["connection_creation_rate=4.0"]);
  const both = ["--entity-type", "users", "--entity-name", "alice", "--entity-type", "clients"];
  assert.deepEqual(await describedByKafka(kafka, ...both), ["producer_byte_rate=7.0"]);
}

async function checkList(run: AccessRun): Promise<void> {
  const list = async (...argv: string[]): Promise<unknown[]> =>
    jsonLines(await succeeds(run(["quota", "list", "-o", "jsonl", ...argv])));
  const alice = { type: "user", name: "alice" };
  const own = { entity: [alice], values: { producer_byte_rate: 2048, request_percentage: 12.5 } };
  const app = {
    entity: [alice, { type: "client-id", name: "app" }],
    values: { producer_byte_rate: 7 },
  };
  const byDefault = {
    entity: [{ type: "user", name: null }],
    values: { controller_mutation_rate: 3 },
  };
  assert.deepEqual(await list("--user", "alice"), [app, own]);
  assert.deepEqual(await list("--user", "alice", "--strict"), [own]);
  assert.deepEqual(await list("--default", "user"), [byDefault]);
  assert.equal((await list()).length, 4);
  const text = await succeeds(run(["quota", "list"]));
  assert.match(text, /^USER +CLIENT-ID +IP +QUOTA +VALUE\n/);
  assert.match(text, /\n<default> +- +- +controller_mutation_rate +3\n/);
}

/** The time for which the broker asks this client to wait, after a large request. */
async function throttleOf({ cluster }: SecuredKafka): Promise<number> {
  await using client = await KafkaClient.connect({
    brokers: parseAddresses(cluster.brokers),
    clientId: "slow",
  });
  const records = encodeBatch([{ key: null, value: new Uint8Array(50_000), timestamp: 0n }]);
  const { responses, throttleTimeMs } = await client.request(produce, {
    acks: -1,
    timeoutMs: 10_000,
    topicData: [{ name: "orders", partitionData: [{ index: 0, records }] }],
  }, { node: 1, maxVersion: 11 });
  assert.equal(responses[0]!.partitionResponses[0]!.errorCode, 0);
  return throttleTimeMs;
}

async function checkEffect(kafka: SecuredKafka, run: AccessRun): Promise<void> {
  await succeeds(run(["topic", "create", "orders"]));
  assert.equal(await throttleOf(kafka), 0);
  await succeeds(run(["quota", "set", "--client-id", "slow", "producer_byte_rate=20000", "-y"]));
  await poll(
    async () => await throttleOf(kafka) > 0 || undefined,
    () => "the broker does not throttle the client",
  );
  await succeeds(run(["quota", "set", "--client-id", "slow", "-d", "producer_byte_rate", "-y"]));
  await poll(
    async () => await throttleOf(kafka) === 0 || undefined,
    () => "the broker still throttles the client",
  );
}

async function checkErrors(run: AccessRun): Promise<void> {
  const set = (...argv: string[]): ReturnType<AccessRun> => run(["quota", "set", "-y", ...argv]);
  await fails(set("producer_byte_rate=1"), { status: 2, error: /no entity given/ });
  await fails(set("--user", "a"), { status: 2, error: /there is no change/ });
  await fails(set("--user", "a", "producer_byte_rate"), { status: 2, error: /QUOTA=NUMBER/ });
  await fails(set("--user", "a", "producer=1"), {
    status: 2,
    error: /expected producer_byte_rate/,
  });
  await fails(set("--user", "a", "connection_creation_rate=1"), {
    error:
      /^error: Cannot set quotas of user "a": .*connection_creation_rate.*\(INVALID_REQUEST\)$/,
  });
  const words = (operation: string): RegExp =>
    new RegExp(`not authorized for ${operation} on the cluster \\(CLUSTER_AUTHORIZATION_FAILED\\)`);
  await fails(run(["quota", "list"], "guest"), { error: words("DescribeConfigs") });
  const allow = ["acl", "create", "-y", "--allow-principal", "guest", "--cluster"];
  await succeeds(run([...allow, "--operation", "describe-configs"]));
  await fails(run(["quota", "set", "-y", "--user", "a", "producer_byte_rate=1"], "guest"), {
    error: words("AlterConfigs"),
  });
}

Deno.test("wah quota sets and lists quotas as Kafka's own tools do", async (t) => {
  await using kafka = await startSecuredKafka(["guest"]);
  const run = accessRun(kafka);
  await t.step("set changes quotas of each kind of entity", () => checkSet(kafka, run));
  await t.step("list selects entities", () => checkList(run));
  await t.step("set makes the broker throttle a client", () => checkEffect(kafka, run));
  await t.step("errors name what was refused", () => checkErrors(run));
});
