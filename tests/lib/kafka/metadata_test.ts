import assert from "node:assert/strict";
import { partitionIn, toClusterMetadata, topicIn } from "../../../lib/kafka/metadata.ts";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import {
  decodeResponse,
  encodeResponse,
  type Input,
  type ResponseOf,
} from "../../../lib/wire/schema/schema.ts";

function complete(response: Input<ResponseOf<typeof metadata>>): ResponseOf<typeof metadata> {
  return decodeResponse(metadata, 12, encodeResponse(metadata, 12, response));
}

Deno.test("toClusterMetadata() returns null for -1, zeros and empty values", () => {
  const { clusterId, controllerId, topics } = toClusterMetadata(complete({
    topics: [{ name: "a", partitions: [{ leaderId: -1, replicaNodes: [1], isrNodes: [] }] }],
  }));
  assert.equal(clusterId, null);
  assert.equal(controllerId, null);
  assert.equal(topics.get("a")?.topicId, null);
  assert.deepEqual(topics.get("a")?.partitions, [{
    partition: 0,
    leader: null,
    leaderEpoch: null,
    replicas: [1],
    inSyncReplicas: [],
    offlineReplicas: [],
    error: null,
  }]);
});

Deno.test("toClusterMetadata() keeps 0 as an id", () => {
  const { controllerId, topics, nodes } = toClusterMetadata(complete({
    controllerId: 0,
    brokers: [{ nodeId: 0, host: "h", port: 1 }],
    topics: [{ name: "a", partitions: [{ leaderId: 0, leaderEpoch: 0 }] }],
  }));
  assert.equal(controllerId, 0);
  assert.deepEqual(nodes, [{ id: 0, host: "h", port: 1, rack: null }]);
  assert.equal(topics.get("a")?.partitions[0]?.leader, 0);
  assert.equal(topics.get("a")?.partitions[0]?.leaderEpoch, 0);
});

Deno.test("toClusterMetadata() sorts brokers and partitions", () => {
  const { nodes, topics } = toClusterMetadata(complete({
    brokers: [{ nodeId: 3, host: "c", port: 1 }, { nodeId: 1, host: "a", port: 1 }],
    topics: [{ name: "a", partitions: [{ partitionIndex: 1 }, { partitionIndex: 0 }] }],
  }));
  assert.deepEqual(nodes.map(({ id }) => id), [1, 3]);
  assert.deepEqual(topics.get("a")?.partitions.map(({ partition }) => partition), [0, 1]);
});

Deno.test("toClusterMetadata() keeps each topic's and partition's own error", () => {
  const { topics } = toClusterMetadata(complete({
    topics: [
      { name: "a", errorCode: 3 },
      { name: "b", partitions: [{ errorCode: 5, leaderId: -1 }] },
    ],
  }));
  assert.equal(topics.get("a")?.error?.codeName, "UNKNOWN_TOPIC_OR_PARTITION");
  assert.equal(topics.get("b")?.error, null);
  assert.equal(topics.get("b")?.partitions[0]?.error?.codeName, "LEADER_NOT_AVAILABLE");
});

Deno.test("toClusterMetadata() reports a topic that the response omits", () => {
  const cluster = toClusterMetadata(complete({ topics: [{ name: "a" }] }), ["a", "b"]);
  const message = "UNKNOWN_SERVER_ERROR: the broker's response omits it";
  assert.equal(cluster.topics.get("a")?.error, null);
  assert.equal(cluster.topics.get("b")?.error?.message, message);
  assert.equal(topicIn(cluster, "c").error?.message, message);
});

Deno.test("toClusterMetadata() omits brokers without a usable address", () => {
  const { nodes } = toClusterMetadata(complete({
    brokers: [
      { nodeId: 1, host: "a", port: -1 },
      { nodeId: 2, host: "", port: 9092 },
      { nodeId: 3, host: "c", port: 65_536 },
      { nodeId: 4, host: "d", port: 9092 },
    ],
  }));
  assert.deepEqual(nodes.map(({ id }) => id), [4]);
});

Deno.test("partitionIn() finds a partition by its number, also if one below it is missing", () => {
  const { topics } = toClusterMetadata(complete({
    topics: [{ name: "a", partitions: [0, 2, 3].map((partitionIndex) => ({ partitionIndex })) }],
  }));
  const { partitions } = topics.get("a")!;
  const found = [0, 1, 2, 3].map((number) => partitionIn(partitions, number)?.partition);
  assert.deepEqual(found, [0, undefined, 2, 3]);
});
