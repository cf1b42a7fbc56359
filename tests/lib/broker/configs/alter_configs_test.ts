import assert from "node:assert/strict";
import { alterConfigs } from "../../../../lib/wire/messages/33_alter_configs.ts";
import {
  incrementalAlterConfigs,
} from "../../../../lib/wire/messages/44_incremental_alter_configs.ts";
import { TestBroker } from "../_broker.ts";

type Change = readonly [name: string, operation: number, value: string | null];

const [set, remove, append, subtract] = [0, 1, 2, 3];
const topicType = 2;
const brokerType = 4;

/** Returns error code and message of an incremental change of topic "t" or another resource. */
async function change(
  broker: TestBroker,
  changes: readonly Change[],
  resource = { resourceType: topicType, resourceName: "t" },
): Promise<unknown[]> {
  const configs = changes.map(([name, configOperation, value]) => ({
    name,
    configOperation,
    value,
  }));
  const request = { resources: [{ ...resource, configs }] };
  const { responses } = await broker.client.ask(incrementalAlterConfigs, 1, request);
  return [responses[0]!.errorCode, responses[0]!.errorMessage];
}

function configsOf(broker: TestBroker): Record<string, string> {
  return Object.fromEntries(broker.services.topics.get("t")!.configs);
}

async function withTopic(configs: Record<string, string> = {}): Promise<TestBroker> {
  const broker = await TestBroker.start();
  await broker.create("t", 1, configs);
  return broker;
}

Deno.test("IncrementalAlterConfigs sets and deletes one config and keeps the others", async () => {
  await using broker = await withTopic({ "retention.ms": "1", "retention.bytes": "2" });
  const changes: Change[] = [["retention.ms", remove, null], ["segment.bytes", set, "1048576"]];
  assert.deepEqual(await change(broker, changes), [0, null]);
  assert.deepEqual(configsOf(broker), { "retention.bytes": "2", "segment.bytes": "1048576" });
});

Deno.test("IncrementalAlterConfigs appends to a list and subtracts from it", async () => {
  await using broker = await withTopic();
  assert.deepEqual(await change(broker, [["cleanup.policy", append, "compact"]]), [0, null]);
  assert.deepEqual(configsOf(broker), { "cleanup.policy": "delete,compact" });
  await change(broker, [["cleanup.policy", append, "compact"]]);
  assert.deepEqual(configsOf(broker), { "cleanup.policy": "delete,compact" });
  await change(broker, [["cleanup.policy", subtract, "delete"]]);
  assert.deepEqual(configsOf(broker), { "cleanup.policy": "compact" });
});

const faults: readonly (readonly [changes: readonly Change[], code: number, message: string])[] = [
  [[["no.such", set, "1"]], 40, "Unknown topic config name: no.such"],
  [
    [["retention.ms", append, "1"]],
    40,
    "Can't APPEND to key retention.ms because its type is not LIST.",
  ],
  [
    [["retention.ms", subtract, "1"]],
    40,
    "Can't SUBTRACT to key retention.ms because its type is not LIST.",
  ],
  [[["retention.ms", set, null]], 42, "Null value not supported for : retention.ms"],
  [[["retention.ms", 9, "1"]], 42, "Unknown operation 9 for retention.ms"],
  [
    [["retention.ms", set, "1"], ["retention.ms", set, "2"]],
    42,
    "Error due to duplicate config keys",
  ],
  [
    [["segment.bytes", set, "1048576"], ["retention.ms", set, "x"]],
    40,
    "Invalid value x for configuration retention.ms: expected a whole number",
  ],
];

for (const [changes, code, message] of faults) {
  Deno.test(`IncrementalAlterConfigs changes nothing and answers "${message}"`, async () => {
    await using broker = await withTopic({ "flush.ms": "5" });
    assert.deepEqual(await change(broker, changes), [code, message]);
    assert.deepEqual(configsOf(broker), { "flush.ms": "5" });
  });
}

Deno.test("IncrementalAlterConfigs accepts the deletion of a config that is not set", async () => {
  await using broker = await withTopic();
  assert.deepEqual(await change(broker, [["no.such", remove, null]]), [0, null]);
});

Deno.test("IncrementalAlterConfigs rejects a resource that cannot be changed", async () => {
  await using broker = await withTopic();
  const changes: Change[] = [["retention.ms", set, "1"]];
  const of = (resourceType: number, resourceName: string): Promise<unknown[]> =>
    change(broker, changes, { resourceType, resourceName });
  assert.deepEqual(await of(topicType, "no"), [3, "The topic 'no' does not exist."]);
  assert.equal((await of(topicType, "a b"))[0], 17);
  assert.deepEqual(await of(brokerType, "1"), [
    42,
    "The settings of this broker are fixed when it starts",
  ]);
  assert.equal((await of(brokerType, "2"))[0], 42);
  assert.equal((await of(99, "x"))[0], 42);
});

Deno.test("IncrementalAlterConfigs rejects a resource that is named twice", async () => {
  await using broker = await withTopic();
  const resource = { resourceType: topicType, resourceName: "t", configs: [] };
  const request = { resources: [resource, resource] };
  const { responses } = await broker.client.ask(incrementalAlterConfigs, 1, request);
  assert.deepEqual(responses.map(({ errorCode }) => errorCode), [42, 42]);
});

Deno.test("IncrementalAlterConfigs changes nothing if it only validates", async () => {
  await using broker = await withTopic();
  const configs = [{ name: "retention.ms", configOperation: set, value: "1" }];
  const resources = [{ resourceType: topicType, resourceName: "t", configs }];
  const request = { resources, validateOnly: true };
  const { responses } = await broker.client.ask(incrementalAlterConfigs, 1, request);
  assert.equal(responses[0]!.errorCode, 0);
  assert.deepEqual(configsOf(broker), {});
});

Deno.test("AlterConfigs replaces all configs, or none if one is invalid", async () => {
  await using broker = await withTopic({ "retention.ms": "1", "flush.ms": "5" });
  const replace = async (configs: { name: string; value: string | null }[]): Promise<number> => {
    const resources = [{ resourceType: topicType, resourceName: "t", configs }];
    return (await broker.client.ask(alterConfigs, 2, { resources })).responses[0]!.errorCode;
  };
  assert.equal(await replace([{ name: "flush.ms", value: "6" }]), 0);
  assert.deepEqual(configsOf(broker), { "flush.ms": "6" });
  assert.equal(await replace([{ name: "flush.ms", value: "7" }, { name: "x", value: "1" }]), 40);
  assert.equal(await replace([{ name: "flush.ms", value: null }]), 42);
  assert.deepEqual(configsOf(broker), { "flush.ms": "6" });
  assert.equal(await replace([]), 0);
  assert.deepEqual(configsOf(broker), {});
});

Deno.test("a changed config applies to the next request", async () => {
  await using broker = await withTopic();
  const large = [{ value: "x".repeat(1000) }];
  assert.equal((await broker.write("t", large)).errorCode, 0);
  await change(broker, [["max.message.bytes", set, "500"]]);
  assert.equal((await broker.write("t", large)).errorCode, 10);
});
