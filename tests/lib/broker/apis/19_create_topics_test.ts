import assert from "node:assert/strict";
import { createTopics } from "../../../../lib/wire/messages/19_create_topics.ts";
import type { Input, RequestOf, ResponseOf } from "../../../../lib/wire/schema/schema.ts";
import { TestBroker } from "../_broker.ts";

type Wanted = Input<RequestOf<typeof createTopics>["topics"][number]>;
type Created = ResponseOf<typeof createTopics>["topics"][number];

const noId = "00000000-0000-0000-0000-000000000000";

async function created(
  broker: TestBroker,
  topics: readonly Wanted[],
  validateOnly = false,
): Promise<readonly Created[]> {
  const defaults = { numPartitions: 1, replicationFactor: 1 };
  const full = topics.map((topic) => ({ ...defaults, ...topic }));
  return (await broker.client.ask(createTopics, 7, { topics: full, validateOnly })).topics;
}

async function codeOf(broker: TestBroker, topic: Wanted): Promise<number> {
  return (await created(broker, [topic]))[0]!.errorCode;
}

Deno.test("CreateTopics returns the created topic, with every config and its source", async () => {
  await using broker = await TestBroker.start({ settings: [["log.retention.ms", "7"]] });
  const configs = [{ name: "cleanup.policy", value: "compact" }];
  const [topic] = await created(broker, [{ name: "t", numPartitions: 3, configs }]);
  assert.deepEqual([topic!.errorCode, topic!.numPartitions, topic!.replicationFactor], [0, 3, 1]);
  assert.equal(topic!.topicId, broker.services.topics.get("t")!.id);
  const shown = new Map(topic!.configs!.map((each) => [each.name, each]));
  assert.ok(shown.size > 30);
  const source = (name: string): unknown[] => {
    const { value, configSource, readOnly, isSensitive } = shown.get(name)!;
    return [value, configSource, readOnly, isSensitive];
  };
  assert.deepEqual(source("cleanup.policy"), ["compact", 1, false, false]);
  assert.deepEqual(source("retention.ms"), ["7", 4, false, false]);
  assert.deepEqual(source("max.message.bytes"), ["1048588", 5, false, false]);
});

Deno.test("CreateTopics accepts -1 for the broker's number of partitions", async () => {
  await using broker = await TestBroker.start({ settings: [["num.partitions", "6"]] });
  const wanted = { name: "t", numPartitions: -1, replicationFactor: -1 };
  assert.equal((await created(broker, [wanted]))[0]!.numPartitions, 6);
});

Deno.test("CreateTopics treats more replicas as one, unless the broker is strict", async () => {
  await using broker = await TestBroker.start();
  const wanted = { name: "t", replicationFactor: 3 };
  assert.equal((await created(broker, [wanted]))[0]!.replicationFactor, 1);
  await using strict = await TestBroker.start({ strict: true });
  assert.equal(await codeOf(strict, wanted), 38);
});

Deno.test("CreateTopics creates nothing if it only validates", async () => {
  await using broker = await TestBroker.start();
  const [topic] = await created(broker, [{ name: "t", numPartitions: 2 }], true);
  assert.deepEqual([topic!.errorCode, topic!.numPartitions, topic!.topicId], [0, 2, noId]);
  assert.equal(broker.services.topics.size, 0);
  assert.equal((await created(broker, [{ name: "a b" }], true))[0]!.errorCode, 17);
});

Deno.test("CreateTopics creates the valid topics, and returns an error for the rest", async () => {
  await using broker = await TestBroker.start();
  await broker.create("a.b");
  const topics = await created(broker, [
    { name: "good" },
    { name: "a.b" },
    { name: "a_b" },
    { name: "" },
    { name: "twice" },
    { name: "twice" },
  ]);
  const found = topics.map(({ name, errorCode, errorMessage }) => [name, errorCode, errorMessage]);
  assert.deepEqual(found, [
    ["good", 0, null],
    ["a.b", 36, "Topic 'a.b' already exists."],
    ["a_b", 17, "Topic 'a_b' collides with existing topic: a.b"],
    ["", 17, "Topic name is invalid: the empty string is not allowed"],
    ["twice", 42, "Duplicate topic name."],
  ]);
  assert.deepEqual(broker.services.topics.all().map(({ name }) => name), ["a.b", "good"]);
});

Deno.test("CreateTopics rejects a name that collides with one of the same request", async () => {
  await using broker = await TestBroker.start();
  const topics = await created(broker, [{ name: "x.y" }, { name: "x_y" }]);
  assert.deepEqual(topics.map(({ errorCode }) => errorCode), [0, 17]);
});

Deno.test("CreateTopics accepts the name of a deleted topic", async () => {
  await using broker = await TestBroker.start();
  await broker.create("x.y");
  await broker.services.topics.delete(broker.services.topics.get("x.y")!);
  assert.equal(await codeOf(broker, { name: "x_y" }), 0);
});

const shapes: readonly (readonly [what: string, wanted: Wanted, code: number])[] = [
  ["no partitions", { numPartitions: 0 }, 37],
  ["fewer than no partitions", { numPartitions: -2 }, 37],
  ["no replicas", { replicationFactor: 0 }, 38],
  ["fewer than no replicas", { replicationFactor: -2 }, 38],
  ["an unknown config", { configs: [{ name: "no.such", value: "1" }] }, 40],
  ["a config without value", { configs: [{ name: "retention.ms", value: null }] }, 40],
  ["a config that is no number", { configs: [{ name: "retention.ms", value: "x" }] }, 40],
  ["a config out of range", { configs: [{ name: "retention.ms", value: "-2" }] }, 40],
  ["a policy that there is not", { configs: [{ name: "cleanup.policy", value: "drop" }] }, 40],
  ["both policies", { configs: [{ name: "cleanup.policy", value: "compact,delete" }] }, 0],
];

for (const [what, wanted, code] of shapes) {
  Deno.test(`CreateTopics answers ${code} to ${what}`, async () => {
    await using broker = await TestBroker.start();
    assert.equal(await codeOf(broker, { name: "t", ...wanted }), code);
    assert.equal(broker.services.topics.size, code === 0 ? 1 : 0);
  });
}

const placings: readonly (readonly [what: string, wanted: Wanted, code: number])[] = [
  ["each on this broker", { assignments: placed([0, [1]], [1, [1]]) }, 0],
  ["in any order", { assignments: placed([1, [1]], [0, [1]]) }, 0],
  ["one of them twice", { assignments: placed([0, [1]], [0, [1]]) }, 39],
  ["with a gap", { assignments: placed([0, [1]], [2, [1]]) }, 39],
  ["on a broker that there is not", { assignments: placed([0, [2]]) }, 39],
  ["nowhere", { assignments: placed([0, []]) }, 39],
  ["and counted too", { assignments: placed([0, [1]]), numPartitions: 1 }, 42],
  ["and replicated too", { assignments: placed([0, [1]]), replicationFactor: 1 }, 42],
];

function placed(...places: [number, number[]][]): NonNullable<Wanted["assignments"]> {
  return places.map(([partitionIndex, brokerIds]) => ({ partitionIndex, brokerIds }));
}

for (const [what, wanted, code] of placings) {
  Deno.test(`CreateTopics answers ${code} to partitions placed ${what}`, async () => {
    await using broker = await TestBroker.start();
    const asked = { name: "t", numPartitions: -1, replicationFactor: -1, ...wanted };
    const [topic] = await created(broker, [asked]);
    assert.equal(topic!.errorCode, code);
    assert.equal(topic!.numPartitions, code === 0 ? 2 : -1);
  });
}

Deno.test("CreateTopics applies the limit to all partitions of one request", async () => {
  await using broker = await TestBroker.start({ limits: { maxPartitions: 100 } });
  const topics = await created(broker, [
    { name: "a", numPartitions: 60 },
    { name: "b", numPartitions: 60 },
    { name: "c", numPartitions: 40 },
  ]);
  assert.deepEqual(topics.map(({ errorCode }) => errorCode), [0, 37, 0]);
  assert.equal(broker.services.topics.partitionCount, 100);
});
