import assert from "node:assert/strict";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { decodeResponseFrame } from "../../../../lib/wire/frame.ts";
import { decodeResponse, type ResponseOf } from "../../../../lib/wire/schema/schema.ts";
import { TestBroker } from "../_broker.ts";
import { sized } from "../_client.ts";

type Topic = ResponseOf<typeof metadata>["topics"][number];

const noId = "00000000-0000-0000-0000-000000000000";
const unspecified = -0x80000000;

async function topicsNamed(
  broker: TestBroker,
  names: readonly string[],
  allowAutoTopicCreation = true,
): Promise<readonly Topic[]> {
  const topics = names.map((name) => ({ name }));
  const answer = await broker.client.ask(metadata, 9, { topics, allowAutoTopicCreation });
  return answer.topics;
}

async function codesOf(broker: TestBroker, names: readonly string[]): Promise<number[]> {
  return (await topicsNamed(broker, names)).map(({ errorCode }) => errorCode);
}

Deno.test("Metadata accepts librdkafka 2.16, which sends surplus bytes", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  // The list is null in one byte, but three more are left of the four that it was given room for.
  const frame = "0003000c00000003000772646b61666b610000000000010000";
  broker.client.send(sized(Uint8Array.fromHex(frame)));
  const { body } = decodeResponseFrame(metadata, 12, (await broker.client.frame())!);
  const { topics } = decodeResponse(metadata, 12, body);
  assert.deepEqual(topics.map(({ name }) => name), ["t"]);
});

Deno.test("Metadata returns one broker, the leader of all and the controller", async () => {
  await using broker = await TestBroker.start();
  const topicId = await broker.create("t", 2);
  const answer = await broker.client.ask(metadata, 12, { topics: [{ name: "t" }] });
  const { port } = broker.broker;
  assert.deepEqual(answer.brokers, [{ nodeId: 1, host: "127.0.0.1", port, rack: null }]);
  assert.deepEqual([answer.controllerId, answer.clusterId], [1, broker.services.clusterId]);
  assert.match(answer.clusterId!, /^[\w-]{22}$/);
  const leader = { errorCode: 0, leaderId: 1, leaderEpoch: 0, replicaNodes: [1], isrNodes: [1] };
  assert.deepEqual(answer.topics, [{
    errorCode: 0,
    name: "t",
    topicId,
    isInternal: false,
    partitions: [0, 1].map((index) => ({
      ...leader,
      partitionIndex: index,
      offlineReplicas: [],
    })),
    topicAuthorizedOperations: unspecified,
  }]);
});

Deno.test("Metadata v1+ returns all topics for null, and none for an empty list", async () => {
  await using broker = await TestBroker.start();
  await broker.create("b");
  await broker.create("a");
  const names = async (version: number, topics: readonly [] | null): Promise<unknown[]> =>
    (await broker.client.ask(metadata, version, { topics })).topics.map(({ name }) => name);
  assert.deepEqual(await names(0, []), ["a", "b"]);
  assert.deepEqual(await names(1, []), []);
  assert.deepEqual(await names(12, []), []);
  assert.deepEqual(await names(1, null), ["a", "b"]);
  assert.deepEqual(await names(12, null), ["a", "b"]);
});

Deno.test("Metadata creates a topic if that is allowed, and returns it at once", async () => {
  await using broker = await TestBroker.start({ settings: [["num.partitions", "4"]] });
  const [topic] = await topicsNamed(broker, ["made"]);
  assert.deepEqual([topic!.errorCode, topic!.partitions.length], [0, 4]);
  const old = await broker.client.ask(metadata, 0, { topics: [{ name: "old" }] });
  assert.equal(old.topics[0]!.errorCode, 0);
});

Deno.test("Metadata creates no topic unless the request and the settings allow it", async () => {
  await using broker = await TestBroker.start();
  assert.equal((await topicsNamed(broker, ["missing"], false))[0]!.errorCode, 3);
  assert.equal(broker.services.topics.get("missing"), undefined);
  const settings = [["auto.create.topics.enable", "false"]] as const;
  await using strict = await TestBroker.start({ settings });
  assert.deepEqual(await codesOf(strict, ["missing"]), [3]);
});

Deno.test("Metadata rejects invalid and colliding names, and creates the others", async () => {
  await using broker = await TestBroker.start();
  const long = "x".repeat(250);
  await broker.create("a.b");
  const names = ["", ".", "..", "a b", "ä", long, "a_b", "fine", long.slice(1)];
  assert.deepEqual(await codesOf(broker, names), [17, 17, 17, 17, 17, 17, 17, 0, 0]);
  assert.deepEqual(broker.services.topics.all().map(({ name }) => name), [
    "a.b",
    "fine",
    long.slice(1),
  ]);
});

Deno.test("Metadata returns a topic once even if the request repeats its name", async () => {
  await using broker = await TestBroker.start();
  const topics = await topicsNamed(broker, ["new", "new", "new"]);
  assert.deepEqual(topics.map(({ name, errorCode }) => [name, errorCode]), [["new", 0]]);
});

Deno.test("Metadata returns the same topic to clients that create it concurrently", async () => {
  await using broker = await TestBroker.start();
  const clients = await Promise.all(Array.from({ length: 10 }, () => broker.connect()));
  const answers = await Promise.all(
    clients.map((client) => client.ask(metadata, 10, { topics: [{ name: "t" }] })),
  );
  assert.deepEqual(answers.map(({ topics }) => topics[0]!.errorCode), Array(10).fill(0));
  assert.equal(new Set(answers.map(({ topics }) => topics[0]!.topicId)).size, 1);
  for (const client of clients) await client[Symbol.asyncDispose]();
});

Deno.test("Metadata v12 finds topics by id, before those with a name", async () => {
  await using broker = await TestBroker.start();
  const topicId = await broker.create("t");
  const unknown = "11111111-2222-3333-4444-555555555555";
  const ask = async (version: number, topics: { name: string | null; topicId?: string }[]) => {
    const answer = await broker.client.ask(metadata, version, { topics });
    return answer.topics.map((topic) => [topic.errorCode, topic.name, topic.topicId]);
  };
  assert.deepEqual(await ask(12, [{ name: null, topicId }, { name: null, topicId: unknown }]), [
    [0, "t", topicId],
    [100, null, unknown],
  ]);
  assert.deepEqual(await ask(12, [{ name: "t", topicId: unknown }]), [[100, null, unknown]]);
  assert.deepEqual(await ask(11, [{ name: null, topicId }]), [[42, "", topicId]]);
  assert.deepEqual(await ask(10, [{ name: null }]), [[42, "", noId]]);
});

Deno.test("Metadata returns the authorized operations if they are requested", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  const answer = await broker.client.ask(metadata, 10, {
    topics: [{ name: "t" }, { name: "a b" }],
    includeTopicAuthorizedOperations: true,
    includeClusterAuthorizedOperations: true,
  });
  const operations = answer.topics.map((topic) => topic.topicAuthorizedOperations);
  assert.deepEqual([answer.clusterAuthorizedOperations, ...operations], [8096, 3576, 3576]);
});

Deno.test("Metadata creates no topic above the broker's limits", async () => {
  await using broker = await TestBroker.start({
    settings: [["num.partitions", "10"]],
    limits: { maxTopics: 3, maxPartitions: 25 },
  });
  assert.deepEqual(await codesOf(broker, ["a", "b", "c"]), [0, 0, 37]);
  assert.equal(broker.services.topics.partitionCount, 20);
  await using other = await TestBroker.start({ limits: { maxTopics: 2 } });
  assert.deepEqual(await codesOf(other, ["a", "b", "c"]), [0, 0, 44]);
});
