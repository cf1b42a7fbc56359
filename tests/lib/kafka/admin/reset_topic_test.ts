import assert from "node:assert/strict";
import type { ResetPlan } from "../../../../lib/kafka/admin/reset_plan.ts";
import { resetTopic } from "../../../../lib/kafka/admin/reset_topic.ts";
import { KafkaClient } from "../../../../lib/kafka/client.ts";
import { listOffsets } from "../../../../lib/wire/messages/02_list_offsets.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { createTopics } from "../../../../lib/wire/messages/19_create_topics.ts";
import { deleteTopics } from "../../../../lib/wire/messages/20_delete_topics.ts";
import { describeConfigs } from "../../../../lib/wire/messages/32_describe_configs.ts";
import {
  on,
  type Script,
  type ScriptedBroker,
  scriptedBroker,
} from "../../../support/peers/scripted_broker.ts";

const notAuthorized = 29;
const topicExists = 36;
const invalidReplicas = 38;
const deletionDisabled = 73;

const plan: ResetPlan = {
  spec: { name: "t", partitions: 1, replicationFactor: 1, configs: { "retention.ms": "5" } },
  topicId: "00000000-0000-0000-0000-000000000001",
  extents: [{ partition: 0, start: 2n, end: 9n }],
  offsets: 7n,
};

/** The results of the requests. Default: success. */
interface Course {
  readonly create?: (attempt: number) => number | "close";
  readonly validate?: (name: string) => number;
  readonly delete?: (attempt: number) => number | "close";
  /** Id of the topic after its creation, and its configs. */
  readonly newId?: string;
  readonly newConfigs?: Readonly<Record<string, string>>;
  /** End of the log after its creation. */
  readonly end?: bigint;
}

/** A broker with a topic "t" that answers a reset as `course` says. */
function topicBroker(course: Course): ScriptedBroker {
  let isThere = true;
  let [creations, deletions] = [0, 0];
  let id = plan.topicId!;
  const scripts: Script[] = [
    on(metadata, ({ topics }) => ({
      brokers: [{ nodeId: 1, ...broker.address }],
      controllerId: 1,
      topics: (topics ?? []).map(({ name }) => (
        isThere
          ? { name, topicId: id, partitions: [{ leaderId: 1, replicaNodes: [1], isrNodes: [1] }] }
          : { name, errorCode: 3 }
      )),
    })),
    on(createTopics, ({ topics, validateOnly }) => {
      const code = validateOnly
        ? course.validate?.(topics[0]!.name) ?? 0
        : course.create?.(++creations) ?? 0;
      if (!validateOnly && (code === 0 || code === "close")) {
        isThere = true;
        id = course.newId ?? "00000000-0000-0000-0000-000000000002";
      }
      if (code === "close") return "close";
      return { topics: topics.map(({ name }) => ({ name, errorCode: code })) };
    }),
    on(deleteTopics, () => {
      const code = course.delete?.(++deletions) ?? 0;
      if (code === 0 || code === "close") isThere = false;
      return code === "close" ? "close" : { responses: [{ name: "t", errorCode: code }] };
    }),
    on(describeConfigs, () => ({
      results: [{
        resourceName: "t",
        configs: Object.entries(course.newConfigs ?? plan.spec.configs).map(([name, value]) => (
          { name, value, configSource: 1 }
        )),
      }],
    })),
    on(listOffsets, () => ({
      topics: [{ name: "t", partitions: [{ offset: course.end ?? 0n }] }],
    })),
  ];
  const broker = scriptedBroker(scripts);
  return broker;
}

async function reset(course: Course): ReturnType<typeof resetTopic> {
  await using broker = topicBroker(course);
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  return await resetTopic(client, plan);
}

Deno.test("resetTopic() returns the numbers of removed and new records", async () => {
  const report = await reset({ end: 3n });
  assert.deepEqual(report, {
    spec: plan.spec,
    topicId: "00000000-0000-0000-0000-000000000002",
    removed: 7n,
    arrived: 3n,
  });
});

Deno.test("resetTopic() retries until the name is free again", async () => {
  let attempts = 0;
  await reset({ create: (attempt) => (attempts = attempt) < 4 ? topicExists : 0 });
  assert.equal(attempts, 4);
});

Deno.test("resetTopic() succeeds if a creation got no answer but the topic exists", async () => {
  const report = await reset({ create: (attempt) => attempt === 1 ? "close" : topicExists });
  assert.equal(report.removed, 7n);
});

Deno.test("resetTopic() succeeds if a deletion got no answer but the topic is gone", async () => {
  const report = await reset({ delete: (attempt) => attempt === 1 ? "close" : 3 });
  assert.equal(report.removed, 7n);
});

Deno.test("resetTopic() throws the spec of a topic that it cannot recreate", async () => {
  await assert.rejects(reset({ create: () => invalidReplicas }), {
    name: "TopicLostError",
    kind: "failed",
    message: 'Cannot restore topic "t" after deleting it: ' +
      "the replication factor is below 1 or above the number of brokers",
    spec: plan.spec,
  });
});

Deno.test("resetTopic() does not delete a topic that the cluster would not recreate", async () => {
  let deletions = 0;
  const course = { validate: () => invalidReplicas, delete: () => (deletions++, 0) };
  await assert.rejects(reset(course), {
    name: "KafkaError",
    message: /^Cannot reset topic "t": .* \(INVALID_REPLICATION_FACTOR\)$/,
  });
  assert.equal(deletions, 0);
});

Deno.test("resetTopic() does not delete a topic that the client may not create", async () => {
  let deletions = 0;
  const course = { validate: () => notAuthorized, delete: () => (deletions++, 0) };
  await assert.rejects(reset(course), {
    name: "KafkaError",
    message: 'Cannot reset topic "t": not authorized for Create on topic "t", or Create on the ' +
      "cluster (TOPIC_AUTHORIZATION_FAILED)",
  });
  assert.equal(deletions, 0);
});

Deno.test("resetTopic() succeeds if the client may create only topics of this name", async () => {
  const validate = (name: string): number => name === "t" ? topicExists : notAuthorized;
  assert.equal((await reset({ validate })).removed, 7n);
});

Deno.test("resetTopic() throws the broker's error if the topic cannot be deleted", async () => {
  await assert.rejects(reset({ delete: () => deletionDisabled }), {
    name: "KafkaError",
    message: /^Cannot delete topic "t": .* \(TOPIC_DELETION_DISABLED\)$/,
  });
});

Deno.test("resetTopic() throws if the new topic has other configs", async () => {
  await assert.rejects(reset({ newConfigs: {} }), {
    name: "ResetMismatchError",
    message: 'Cannot confirm the reset of topic "t": its config retention.ms is not set, not "5"',
    topic: "t",
  });
});

Deno.test("resetTopic() throws if the log end is unchanged and has no topic id", async () => {
  const noId = "00000000-0000-0000-0000-000000000000";
  await assert.rejects(reset({ newId: noId, end: 9n }), {
    message: 'Cannot confirm the reset of topic "t": partition 0 still ends at offset 9',
  });
});
