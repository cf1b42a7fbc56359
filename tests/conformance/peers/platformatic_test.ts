import assert from "node:assert/strict";
import { runScript } from "./_script.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { consumePlain } from "../../support/brokers/plain_record.ts";
import { topicOf } from "../../support/brokers/records.ts";

const codecs = ["none", "gzip", "snappy", "lz4", "zstd"];

/** Returns the results of a member for the two records that were sent with a codec. */
const withCodecs = codecs.flatMap((codec, index) => [{
  ...{ partition: 0, offset: String(2 * index), key: "clé", value: codec.repeat(100) },
  ...{ headers: [["codec", codec]], sinceStart: "0" },
}, {
  ...{ partition: 0, offset: String(2 * index + 1), value: "" },
  ...{ headers: [["empty", ""], ["été", "🐼"]], sinceStart: "1" },
}]);

const idempotent = ["first", "second", "third"].map((value, index) => ({
  ...{ partition: 1, offset: String(index), value, headers: [], sinceStart: "2" },
}));

Deno.test("@platformatic/kafka writes all codecs, and its group continues", async () => {
  await using topic = await topicOf([], { partitions: 2 });
  assert.deepEqual(await runScript("platformatic/_records.ts", topic.name), [
    ...codecs.map((codec, index) => [
      `sent with ${codec}`,
      [{ topic: "TOPIC", partition: 0, offset: String(2 * index) }],
    ]),
    ["sent first", [{ topic: "TOPIC", partition: 1, offset: "0" }]],
    ["sent second", [{ topic: "TOPIC", partition: 1, offset: "1" }]],
    ["sent third", [{ topic: "TOPIC", partition: 1, offset: "2" }]],
    ["first member lags by", ["3", "2"]],
    ...[...withCodecs, ...idempotent].map((record) => ["first member read", record]),
    ["first member committed", ["7", "1"]],
    ["second member lags by", ["0", "0"]],
    ...[...withCodecs.slice(7), ...idempotent.slice(1)].map((record) => [
      ...["second member read", record],
    ]),
    ["second member committed", ["10", "3"]],
  ]);
  const stored = await consumePlain({ ...broker(), topic: topic.name });
  assert.deepEqual(
    stored.codecs.toSorted(),
    [...codecs, ...codecs, "none", "none", "none"].toSorted(),
  );
});

/** A setting as Kafka describes it; `value` is null for the default. */
function config(
  name: string,
  { value = null, type, setting, byDefault }: {
    value?: string | null;
    type: number;
    setting: string;
    byDefault: string;
  },
): unknown {
  const [ofTopic, ofKafka] = [1, 5];
  const fallback = { name: setting, value: byDefault, source: ofKafka };
  return {
    ...{ name, value: value ?? byDefault, readOnly: false, isSensitive: false },
    configSource: value === null ? ofKafka : ofTopic,
    synonyms: value === null ? [fallback] : [{ name, value, source: ofTopic }, fallback],
    ...{ configType: type, documentation: null },
  };
}

function policy(): unknown {
  const [name, setting] = ["cleanup.policy", "log.cleanup.policy"];
  return config(name, { type: 7, setting, byDefault: "delete" });
}

function keepDeletes(value: string | null): unknown {
  const [name, setting] = ["delete.retention.ms", "log.cleaner.delete.retention.ms"];
  return config(name, { value, type: 5, setting, byDefault: "86400000" });
}

function size(value: string | null): unknown {
  const [name, setting] = ["max.message.bytes", "message.max.bytes"];
  return config(name, { value, type: 3, setting, byDefault: "1048588" });
}

function offset(offset: string, sinceStart: string, leaderEpoch = 0): unknown {
  return [{ offset, partitionIndex: 0, leaderEpoch, sinceStart }];
}

/** The group's offsets, by partition. */
function offsets(leaderEpoch: number, committed: readonly string[]): unknown {
  const partitions = committed.map((committedOffset, partitionIndex) => ({
    ...{ partitionIndex, committedOffset, committedLeaderEpoch: leaderEpoch, metadata: "" },
  }));
  return [{ groupId: "TOPIC-group", topics: [{ name: "TOPIC", partitions }] }];
}

const partition = { leader: 1, leaderEpoch: 0, replicas: [1], isr: [1], offlineReplicas: [] };
const group = { id: "TOPIC-group", protocolType: "consumer" };
const member = {
  ...{ clientId: "platformatic", groupInstanceId: "static", topics: ["TOPIC"] },
  assignments: [["TOPIC", { topic: "TOPIC", partitions: [0, 1, 2] }]],
};

Deno.test("@platformatic/kafka administers topics, offsets, configs and groups", async () => {
  const topic = uniqueTopic("platformatic");
  assert.deepEqual(await runScript("platformatic/_admin.ts", topic), [
    ["created", { name: "TOPIC", count: 2, replicas: 1, deleteRetention: "1000" }],
    ["created again", ["TOPIC_ALREADY_EXISTS"]],
    ["listed", ["TOPIC"]],
    ["partitions", [partition, partition, partition]],
    ["fewer partitions", ["INVALID_PARTITIONS"]],
    ["earliest", offset("0", "-1")],
    ["latest", offset("3", "-1")],
    ["greatest timestamp", offset("2", "2")],
    ["from a time", offset("1", "1")],
    ["from a later time", offset("-1", "-1", -1)],
    ["deleted records", [{ name: "TOPIC", partitions: [{ partition: 0, lowWatermark: "1" }] }]],
    ["earliest then", offset("1", "-1")],
    ...[policy(), keepDeletes("1000"), size(null)].map((found) => ["config", found]),
    ...[policy(), keepDeletes(null), size("2000")].map((found) => ["config altered", found]),
    ...[policy(), keepDeletes("1000"), size(null)].map((found) => ["config replaced", found]),
    ["unknown config", ["INVALID_CONFIG"]],
    ["ACL created", ["SECURITY_DISABLED"]],
    ["quotas", []],
    [
      "group with a member",
      { ...group, state: "Stable", protocol: "roundrobin", members: [member] },
    ],
    ["group with a member deleted", ["NON_EMPTY_GROUP"]],
    ["group after its member left", { ...group, state: "Empty", protocol: "", members: [] }],
    ["group's offsets", offsets(0, ["2"])],
    ["group's offsets altered", offsets(-1, ["1", "0"])],
    ["group's offsets deleted", offsets(-1, ["1"])],
    ["groups", { ...group, state: "Empty", groupType: "classic" }],
    ["groups then", null],
    ["deleted again", ["GROUP_ID_NOT_FOUND"]],
    ["listed after its deletion", []],
    ["deleted topic again", ["UNKNOWN_TOPIC_OR_PARTITION"]],
  ]);
});
