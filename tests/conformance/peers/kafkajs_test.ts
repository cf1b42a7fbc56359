import assert from "node:assert/strict";
import { runScript } from "./_script.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { consumePlain } from "../../support/brokers/plain_record.ts";
import { topicOf } from "../../support/brokers/records.ts";

/** Returns the result of `send` for the batch at `baseOffset`. */
function sent(partition: number, baseOffset: string): unknown {
  return [{
    ...{ topicName: "TOPIC", partition, errorCode: 0, baseOffset },
    ...{ logAppendTime: "-1", logStartOffset: "0" },
  }];
}

const plain = [
  { key: "clé", value: "gzip".repeat(100), headers: { trace: "1", "été": ["🐼", ""] } },
  { key: null, value: null, headers: {} },
  { key: "", value: "", headers: {} },
  { key: "deleted", value: null, headers: {} },
  { key: null, value: "no key", headers: {} },
];
/** The records twice: not compressed, and compressed. */
const ofFirst = [...plain, ...plain].map((record, index) => ({
  ...{ ...record, partition: 0, offset: String(index), sinceStart: index % plain.length },
}));
const ofSecond = ["first", "second", "third"].map((value, index) => ({
  ...{ partition: 1, offset: String(index), key: null, value, headers: {}, sinceStart: index },
}));

Deno.test("kafkajs writes records of all shapes, and its group continues", async () => {
  await using topic = await topicOf([], { partitions: 2 });
  assert.deepEqual(await runScript("_kafkajs_records.ts", topic.name), [
    ["sent", sent(0, "0")],
    ["sent with gzip", sent(0, "5")],
    ["sent idempotently", sent(1, "0")],
    ["sent idempotently", sent(1, "1")],
    ["sent idempotently", sent(1, "2")],
    ...[...ofFirst, ...ofSecond].map((record) => ["first member read", record]),
    ...[...ofFirst.slice(7), ...ofSecond.slice(1)].map((record) => ["second member read", record]),
    ["committed", [{
      topic: "TOPIC",
      partitions: [
        { partition: 0, offset: "10", metadata: null },
        { partition: 1, offset: "3", metadata: null },
      ],
    }]],
  ]);
  const stored = await consumePlain({ ...broker(), topic: topic.name });
  assert.deepEqual(stored.codecs.toSorted(), [
    ...Array(plain.length).fill("gzip"),
    ...Array(plain.length + ofSecond.length).fill("none"),
  ]);
});

/** A setting as Kafka describes it; `value` is null for the default. */
function config(
  configName: string,
  { value, setting, byDefault }: { value: string | null; setting: string; byDefault: string },
): unknown {
  const [ofTopic, ofKafka] = [1, 5];
  const fallback = { configName: setting, configValue: byDefault, configSource: ofKafka };
  const own = { configName, configValue: value, configSource: ofTopic };
  return {
    ...{ configName, configValue: value ?? byDefault, readOnly: false, isSensitive: false },
    isDefault: value === null,
    configSource: value === null ? ofKafka : ofTopic,
    configSynonyms: value === null ? [fallback] : [own, fallback],
  };
}

function keepDeletes(value: string | null): unknown {
  const setting = "log.cleaner.delete.retention.ms";
  return config("delete.retention.ms", { value, setting, byDefault: "86400000" });
}

function size(value: string | null): unknown {
  const setting = "message.max.bytes";
  return config("max.message.bytes", { value, setting, byDefault: "1048588" });
}

function partition(partitionId: number): unknown {
  return {
    ...{ partitionErrorCode: 0, partitionId, leader: 1 },
    ...{ replicas: [1], isr: [1], offlineReplicas: [] },
  };
}

const group = { groupId: "TOPIC-group", protocolType: "consumer" };

Deno.test("kafkajs administers topics, offsets, configs and groups", async () => {
  assert.deepEqual(await runScript("_kafkajs_admin.ts", uniqueTopic("kafkajs")), [
    ["created", true],
    ["created again", false],
    ["listed", ["TOPIC"]],
    ["partitions", [partition(0), partition(1), partition(2)]],
    ["fewer partitions", ["INVALID_PARTITIONS"]],
    ["offsets", { partition: 0, offset: "3", high: "3", low: "0" }],
    ["from a time", { partition: 0, offset: "1" }],
    ["from later", { partition: 0, offset: "3" }],
    ["deleted records", null],
    ["offsets then", { partition: 0, offset: "3", high: "3", low: "1" }],
    ...[keepDeletes("1000"), size(null)].map((found) => ["config", found]),
    ...[keepDeletes(null), size("2000")].map((found) => ["config replaced", found]),
    ["unknown config", ["INVALID_CONFIG"]],
    ["ACLs described", ["SECURITY_DISABLED"]],
    ["ACL created", ["SECURITY_DISABLED"]],
    ["ACL deleted", ["SECURITY_DISABLED"]],
    ["moves", []],
    ["moved to no broker", ["INVALID_REPLICA_ASSIGNMENT"]],
    ["group with a member", {
      ...{ ...group, protocol: "RoundRobinAssigner", state: "Stable" },
      members: [{ clientId: "kafkajs", partitions: [0, 1, 2] }],
    }],
    ["group with a member deleted", ["NON_EMPTY_GROUP"]],
    ["group after its member left", { ...group, protocol: "", state: "Empty", members: [] }],
    ["group's offsets", [{
      topic: "TOPIC",
      partitions: [
        { partition: 0, offset: "2", metadata: "by hand" },
        { partition: 1, offset: "-1", metadata: null },
        { partition: 2, offset: "-1", metadata: null },
      ],
    }]],
    ["groups", [group]],
    ["group deleted", [{ groupId: "TOPIC-group", errorCode: 0 }]],
    ["groups then", []],
    ["group deleted again", ["GROUP_ID_NOT_FOUND"]],
    ["listed after its deletion", []],
    ["deleted again", ["UNKNOWN_TOPIC_OR_PARTITION"]],
  ]);
});
