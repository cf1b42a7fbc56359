import assert from "node:assert/strict";
import { brokerSettingTable } from "../../../../lib/broker/configs/broker_settings.ts";
import { topicConfigTable } from "../../../../lib/broker/configs/topic_config_table.ts";
import { describeConfigs } from "../../../../lib/wire/messages/32_describe_configs.ts";
import type { ResponseOf } from "../../../../lib/wire/schema/schema.ts";
import { TestBroker } from "../_broker.ts";

type Result = ResponseOf<typeof describeConfigs>["results"][number];

async function described(
  broker: TestBroker,
  resourceType: number,
  resourceName: string,
  configurationKeys: readonly string[] | null = null,
): Promise<Result> {
  const { results } = await broker.client.ask(describeConfigs, 4, {
    resources: [{ resourceType, resourceName, configurationKeys }],
    includeSynonyms: true,
    includeDocumentation: true,
  });
  return results[0]!;
}

const namesOf = ({ configs }: Result): string[] => configs.map(({ name }) => name);

Deno.test("DescribeConfigs returns every config of a topic, or the requested ones", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  const all = topicConfigTable.map(({ name }) => name);
  assert.deepEqual(namesOf(await described(broker, 2, "t")), all);
  assert.deepEqual(namesOf(await described(broker, 2, "t", [])), all);
  const some = ["retention.ms", "no.such", "cleanup.policy"];
  assert.deepEqual(namesOf(await described(broker, 2, "t", some)), [
    "cleanup.policy",
    "retention.ms",
  ]);
});

Deno.test("DescribeConfigs returns the sources of a value, the nearest first", async () => {
  await using broker = await TestBroker.start({ settings: [["message.max.bytes", "2000"]] });
  await broker.create("t", 1, { "max.message.bytes": "1000" });
  const { configs } = await described(broker, 2, "t", ["max.message.bytes"]);
  const { value, configSource, configType, synonyms, documentation } = configs[0]!;
  assert.deepEqual([value, configSource, configType], ["1000", 1, 3]);
  assert.deepEqual(synonyms, [
    { name: "max.message.bytes", value: "1000", source: 1 },
    { name: "message.max.bytes", value: "2000", source: 4 },
    { name: "message.max.bytes", value: "1048588", source: 5 },
  ]);
  assert.match(documentation!, /^Largest record batch/);
});

Deno.test("DescribeConfigs returns the broker's settings as read-only", async () => {
  await using broker = await TestBroker.start();
  const result = await described(broker, 4, "1");
  assert.deepEqual(namesOf(result), brokerSettingTable.map(({ name }) => name));
  assert.ok(result.configs.every(({ readOnly }) => readOnly));
  assert.deepEqual(namesOf(await described(broker, 4, "")), ["min.insync.replicas"]);
});

Deno.test("DescribeConfigs returns log.retention.ms as a synonym only if it is set", async () => {
  const synonymsOf = async (settings: [string, string][]): Promise<unknown[]> => {
    await using broker = await TestBroker.start({ settings });
    await broker.create("t");
    const { value, synonyms } = (await described(broker, 2, "t", ["retention.ms"])).configs[0]!;
    return [value, synonyms];
  };
  assert.deepEqual(await synonymsOf([]), ["604800000", []]);
  const set = { name: "log.retention.ms", value: "3600000", source: 4 };
  assert.deepEqual(await synonymsOf([["log.retention.hours", "1"]]), ["3600000", [set]]);
});

Deno.test("DescribeConfigs describes groups, client metrics and loggers", async () => {
  await using broker = await TestBroker.start();
  const names = namesOf(await described(broker, 32, "billing"));
  assert.deepEqual([names.length, names[0]], [11, "consumer.heartbeat.interval.ms"]);
  assert.deepEqual(namesOf(await described(broker, 16, "m")), ["interval.ms", "match", "metrics"]);
  const loggers = await described(broker, 8, "1");
  assert.deepEqual([loggers.errorCode, loggers.configs], [0, []]);
});

Deno.test("DescribeConfigs returns an error for a resource that it cannot describe", async () => {
  await using broker = await TestBroker.start();
  const code = async (type: number, name: string): Promise<number> =>
    (await described(broker, type, name)).errorCode;
  assert.equal(await code(2, "no"), 3);
  assert.equal(await code(2, "a b"), 17);
  assert.equal(await code(4, "2"), 42);
  for (const type of [8, 16, 32]) assert.equal(await code(type, ""), 42);
  assert.equal(await code(8, "2"), 42);
  assert.equal(await code(99, "x"), 42);
});
