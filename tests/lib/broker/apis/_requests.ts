import { joinGroup } from "../../../../lib/wire/messages/11_join_group.ts";
import { produce } from "../../../../lib/wire/messages/00_produce.ts";
import { offsetCommit } from "../../../../lib/wire/messages/08_offset_commit.ts";
import { fetchApi } from "../../../../lib/wire/messages/01_fetch.ts";
import { adminRequests } from "./_admin_requests.ts";
import { produceBody, type TestBroker } from "../_broker.ts";
import { batchOf } from "../_log_fixture.ts";

/** A request of any API, for code that does not depend on the type of its body. */
// deno-lint-ignore no-explicit-any -- the table holds the bodies of every API
type Body = any;

/** A request for existing resources, and every error code in its response. */
export interface FullRequest {
  readonly body: Body;
  readonly errors: (answer: Body) => ReadonlySet<number>;
}

/** Bodies by API key, for requests that cannot be encoded without fields, or would wait. */
export const minimalRequests: Readonly<Record<number, Body>> = {
  0: { acks: -1 },
};

const topic = "orders.v1";
const group = "billing";

/** Returns the values of all fields called `errorCode`, at any depth. */
function errorsIn(value: unknown): Set<number> {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return new Set();
  return new Set(
    Object.entries(value).flatMap(([name, each]) =>
      name === "errorCode" ? [each as number] : [...errorsIn(each)]
    ),
  );
}

function asking(body: Body): FullRequest {
  return { body, errors: errorsIn };
}

/** Converts an admin request: its expected error counts as none. */
function askingForAdmins(key: number): (typeof fullRequests)[number] {
  return async (broker, version) => {
    await written(broker);
    const [body, expected = 0] = adminRequests[key]!(topic, broker, version);
    return {
      body,
      errors: (answer) => new Set([...errorsIn(answer)].map((code) => code - expected)),
    };
  };
}

/** Creates a topic of two partitions, with two batches of two records in the first. */
async function written(broker: TestBroker): Promise<string> {
  const id = await broker.create(topic, 2, { "retention.ms": "100000000" });
  const timestamps = [1_700_000_000_000n, 1_700_000_000_001n];
  for (const timestamp of timestamps) {
    await broker.write(topic, [{ key: "a", timestamp }, { key: "b", timestamp }]);
  }
  return id;
}

interface Membership {
  readonly memberId: string;
  readonly generationId: number;
}

/** Adds the only member of the group, which waits for its assignment. */
async function joined({ client }: TestBroker): Promise<Membership> {
  return await client.ask(joinGroup, 3, {
    groupId: group,
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 10_000,
    protocolType: "consumer",
    protocols: [{ name: "range", metadata: new Uint8Array([1]) }],
  });
}

async function committed(broker: TestBroker): Promise<void> {
  await written(broker);
  await broker.client.ask(offsetCommit, 2, {
    groupId: group,
    topics: [{
      name: topic,
      partitions: [{ partitionIndex: 0, committedOffset: 2n, committedMetadata: "note" }],
    }],
  });
}

const partition = { partitionIndex: 0 };
const everyConfig = { resourceType: 2, resourceName: topic, configurationKeys: null };

/** By API key: creates the requested resources in a new broker, and sends a full request. */
export const fullRequests: Readonly<
  Record<number, (broker: TestBroker, version: number) => Promise<FullRequest>>
> = {
  [produce.key]: async (broker) => {
    await written(broker);
    const sent = { producerId: 7n, producerEpoch: 0, baseSequence: 0 };
    return asking(produceBody(topic, batchOf([{ value: "a" }, { value: null }], sent)));
  },
  [fetchApi.key]: async (broker, version) => {
    const topicId = await written(broker);
    const parts = [0, 1].map((number) => ({
      partition: number,
      fetchOffset: 0n,
      partitionMaxBytes: 1000,
      currentLeaderEpoch: 0,
      logStartOffset: 0n,
    }));
    return asking({
      maxWaitMs: 100,
      minBytes: 1,
      maxBytes: 10_000,
      isolationLevel: 1,
      sessionEpoch: 0,
      rackId: "here",
      topics: [version < 13 ? { topic, partitions: parts } : { topicId, partitions: parts }],
    });
  },
  2: async (broker, version) => {
    await written(broker);
    const currentLeaderEpoch = 0;
    const places = version < 7 ? [-1n, -2n] : [-1n, -2n, -3n];
    const timestamps = [1_700_000_000_001n, ...places];
    await broker.create("places", timestamps.length);
    return asking({
      replicaId: -1,
      topics: [
        { name: topic, partitions: [{ ...partition, currentLeaderEpoch, timestamp: -1n }] },
        {
          name: "places",
          partitions: timestamps.map((timestamp, partitionIndex) => ({
            partitionIndex,
            currentLeaderEpoch,
            timestamp,
          })),
        },
      ],
    });
  },
  3: async (broker, version) => {
    const topicId = await written(broker);
    return asking({
      topics: version < 12 ? [{ name: topic }, { name: "made.now" }] : [{ name: null, topicId }],
      ...(version >= 8 && { includeTopicAuthorizedOperations: true }),
      ...(version >= 8 && version <= 10 && { includeClusterAuthorizedOperations: true }),
    });
  },
  [offsetCommit.key]: async (broker) => {
    await written(broker);
    const offset = { committedOffset: 2n, committedLeaderEpoch: 0, committedMetadata: "note" };
    return asking({
      groupId: group,
      topics: [{ name: topic, partitions: [{ ...partition, ...offset }] }],
    });
  },
  9: async (broker, version) => {
    await committed(broker);
    const topics = [{ name: topic, partitionIndexes: [0, 1] }];
    return asking(
      version < 8
        ? { groupId: group, topics }
        : { groups: [{ groupId: group, topics }, { groupId: "unknown", topics: null }] },
    );
  },
  10: (_broker, version) =>
    Promise.resolve(asking(version < 4 ? { key: group } : { coordinatorKeys: [group, "other"] })),
  [joinGroup.key]: async (broker, version) => {
    const body = {
      groupId: group,
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 10_000,
      protocolType: "consumer",
      protocols: [{ name: "range", metadata: new Uint8Array([1]) }],
    };
    if (version < 4) return asking(body);
    const { memberId } = await broker.client.ask(joinGroup, version, body);
    return asking({ ...body, memberId });
  },
  12: async (broker) => {
    const { memberId, generationId } = await joined(broker);
    return asking({ groupId: group, memberId, generationId });
  },
  13: async (broker, version) => {
    const { memberId } = await joined(broker);
    return asking(
      version < 3 ? { groupId: group, memberId } : { groupId: group, members: [{ memberId }] },
    );
  },
  14: async (broker, version) => {
    const { memberId, generationId } = await joined(broker);
    return asking({
      groupId: group,
      memberId,
      generationId,
      assignments: [{ memberId, assignment: new Uint8Array([9]) }],
      ...(version >= 5 && { protocolType: "consumer", protocolName: "range" }),
    });
  },
  15: async (broker, version) => {
    await joined(broker);
    return asking({
      groups: [group],
      ...(version >= 3 && { includeAuthorizedOperations: true }),
    });
  },
  16: async (broker, version) => {
    await joined(broker);
    return asking({
      ...(version >= 4 && { statesFilter: ["CompletingRebalance"] }),
      ...(version >= 5 && { typesFilter: ["classic"] }),
    });
  },
  18: () => Promise.resolve(asking({ clientSoftwareName: "test", clientSoftwareVersion: "1" })),
  19: (_broker, version) =>
    Promise.resolve(asking({
      topics: [
        { name: topic, numPartitions: 2, replicationFactor: 3 },
        {
          name: "placed",
          numPartitions: -1,
          replicationFactor: -1,
          assignments: [{ partitionIndex: 0, brokerIds: [1] }],
          configs: [{ name: "cleanup.policy", value: "compact" }],
        },
      ],
      ...(version >= 1 && { validateOnly: version === 1 }),
    })),
  20: async (broker, version) => {
    const topicId = await written(broker);
    return asking(version < 6 ? { topicNames: [topic] } : { topics: [{ name: null, topicId }] });
  },
  21: async (broker) => {
    await written(broker);
    return asking({ topics: [{ name: topic, partitions: [{ ...partition, offset: 1n }] }] });
  },
  22: (_broker, version) =>
    Promise.resolve(asking(version < 3 ? {} : { producerId: 7n, producerEpoch: 1 })),
  23: async (broker) => {
    await written(broker);
    const epochs = { partition: 0, currentLeaderEpoch: 0, leaderEpoch: 0 };
    return asking({ replicaId: -1, topics: [{ topic, partitions: [epochs] }] });
  },
  32: async (broker, version) => {
    await written(broker);
    const broker1 = { resourceType: 4, resourceName: "1", configurationKeys: ["num.partitions"] };
    return asking({
      resources: [everyConfig, broker1],
      includeSynonyms: true,
      ...(version >= 3 && { includeDocumentation: true }),
    });
  },
  33: async (broker) => {
    await written(broker);
    const configs = [{ name: "retention.ms", value: "5" }];
    return asking({ resources: [{ ...everyConfig, configs }] });
  },
  35: async (broker) => {
    await written(broker);
    return asking({ topics: [{ topic, partitions: [0, 1, 2] }, { topic: "no", partitions: [0] }] });
  },
  37: async (broker) => {
    await written(broker);
    return asking({ topics: [{ name: topic, count: 3, assignments: [{ brokerIds: [1] }] }] });
  },
  42: async (broker) => {
    await committed(broker);
    return asking({ groupsNames: [group] });
  },
  44: async (broker) => {
    await written(broker);
    const configs = [
      { name: "cleanup.policy", configOperation: 2, value: "compact" },
      { name: "retention.ms", configOperation: 1, value: null },
    ];
    return asking({ resources: [{ resourceType: 2, resourceName: topic, configs }] });
  },
  46: async (broker) => {
    await written(broker);
    return asking({ topics: [{ name: topic, partitionIndexes: [0] }] });
  },
  47: async (broker) => {
    await committed(broker);
    return asking({ groupId: group, topics: [{ name: topic, partitions: [partition] }] });
  },
  60: (_broker, version) =>
    Promise.resolve(asking({
      includeClusterAuthorizedOperations: true,
      ...(version >= 1 && { endpointType: 1 }),
    })),
  ...Object.fromEntries(
    Object.keys(adminRequests).map(Number).map((key) => [key, askingForAdmins(key)]),
  ),
};
