import assert from "node:assert/strict";
import { deleteTopics } from "../../../../lib/wire/messages/20_delete_topics.ts";
import type { Input, RequestOf } from "../../../../lib/wire/schema/schema.ts";
import { TestBroker } from "../_broker.ts";

type Topics = Input<RequestOf<typeof deleteTopics>>["topics"];

const noId = "00000000-0000-0000-0000-000000000000";
const unknownId = "11111111-2222-3333-4444-555555555555";

async function deleted(broker: TestBroker, topics: Topics): Promise<unknown[]> {
  const { responses } = await broker.client.ask(deleteTopics, 6, { topics });
  return responses.map(({ name, topicId, errorCode }) => [name, topicId, errorCode]);
}

Deno.test("DeleteTopics deletes by name and by id, and returns both", async () => {
  await using broker = await TestBroker.start();
  const [first, second] = [await broker.create("a"), await broker.create("b")];
  assert.deepEqual(await deleted(broker, [{ name: "a" }, { name: null, topicId: second }]), [
    ["a", first, 0],
    ["b", second, 0],
  ]);
  assert.equal(broker.services.topics.size, 0);
});

Deno.test("DeleteTopics rejects unknown names and ids", async () => {
  await using broker = await TestBroker.start();
  assert.deepEqual(await deleted(broker, [{ name: "a" }, { name: null, topicId: unknownId }]), [
    ["a", noId, 3],
    [null, unknownId, 100],
  ]);
});

Deno.test("DeleteTopics rejects duplicates, a name with an id, and neither of both", async () => {
  await using broker = await TestBroker.start();
  const topicId = await broker.create("a");
  await broker.create("b");
  assert.deepEqual(
    await deleted(broker, [
      { name: "b" },
      { name: "a", topicId },
      { name: null },
      { name: "b" },
    ]),
    [["b", noId, 42], ["a", topicId, 42], [null, noId, 42]],
  );
  assert.equal(broker.services.topics.size, 2);
});

Deno.test("DeleteTopics releases the name for a new topic with another id", async () => {
  await using broker = await TestBroker.start();
  const old = await broker.create("a");
  await broker.write("a", [{ value: "old" }]);
  await deleted(broker, [{ name: "a" }]);
  assert.notEqual(await broker.create("a"), old);
  assert.equal((await broker.write("a", [{ value: "new" }])).baseOffset, 0n);
});

Deno.test("DeleteTopics returns the error of each version if deletion is disabled", async () => {
  await using broker = await TestBroker.start({ settings: [["delete.topic.enable", "false"]] });
  await broker.create("a");
  const codes = [];
  for (const version of [0, 2, 3, 5]) {
    const { responses } = await broker.client.ask(deleteTopics, version, { topicNames: ["a"] });
    codes.push(responses[0]!.errorCode);
  }
  assert.deepEqual(codes, [42, 42, 73, 73]);
  assert.equal(broker.services.topics.size, 1);
});

Deno.test("DeleteTopics succeeds once if two clients delete one topic concurrently", async () => {
  await using broker = await TestBroker.start();
  await broker.create("a");
  await using other = await broker.connect();
  const answers = await Promise.all(
    [broker.client, other].map((client) => client.ask(deleteTopics, 1, { topicNames: ["a"] })),
  );
  const codes = answers.map(({ responses }) => responses[0]!.errorCode);
  assert.ok(codes.every((code) => code === 0 || code === 3) && codes.includes(0), `${codes}`);
  assert.equal(broker.services.topics.partitionCount, 0);
});
