/**
 * What happens to topics, partitions and resources that a request names again and again. Kafka
 * answers each once or refuses it in some APIs, and every time in others; this broker does the
 * latter only where an answer costs no more than its question.
 */
import assert from "node:assert/strict";
import { registry } from "../../../../lib/broker/apis/registry.ts";
import { TestBroker } from "../_broker.ts";
import { batchOf } from "../_log_fixture.ts";

const count = 1_000;

function times<Item>(item: Item): Item[] {
  return Array.from({ length: count }, () => item);
}

/** Any request, where the shape of its body does not matter. */
// deno-lint-ignore no-explicit-any -- the table holds the bodies of every API
type Body = any;

interface Repeats {
  readonly version: number;
  readonly body: Body;
}

const t = { name: "t" };
const resource = { resourceType: 2, resourceName: "t" };

/** Requests that name the same thing many times, once as topic and once as partition. */
const repeats: Readonly<Record<string, Repeats>> = {
  Produce: {
    version: 9,
    body: {
      acks: -1,
      topicData: times({
        ...t,
        partitionData: [0, 0].map((index) => ({ index, records: batchOf([{ value: "a" }]) })),
      }),
    },
  },
  Fetch: {
    version: 11,
    body: {
      maxWaitMs: 0,
      topics: times({
        topic: "t",
        partitions: [0, 0].map((partition) => ({
          partition,
          fetchOffset: 0n,
          partitionMaxBytes: 1,
        })),
      }),
    },
  },
  ListOffsets: {
    version: 5,
    body: {
      replicaId: -1,
      topics: times({
        ...t,
        partitions: [0, 0].map((partitionIndex) => ({ partitionIndex, timestamp: 0n })),
      }),
    },
  },
  Metadata: { version: 5, body: { topics: times(t) } },
  OffsetCommit: {
    version: 5,
    body: {
      groupId: "g",
      generationIdOrMemberEpoch: -1,
      topics: times({
        ...t,
        partitions: [0, 0].map((partitionIndex) => ({ partitionIndex, committedOffset: 0n })),
      }),
    },
  },
  OffsetFetch: {
    version: 7,
    body: { groupId: "g", topics: times({ ...t, partitionIndexes: [0, 0] }) },
  },
  FindCoordinator: { version: 4, body: { keyType: 0, coordinatorKeys: times("g") } },
  LeaveGroup: { version: 3, body: { groupId: "g", members: times({ memberId: "m" }) } },
  DescribeGroups: { version: 5, body: { groups: times("g") } },
  ListGroups: { version: 5, body: { statesFilter: times("Empty"), typesFilter: times("classic") } },
  CreateTopics: { version: 4, body: { topics: times({ name: "new", numPartitions: 1 }) } },
  DeleteTopics: { version: 5, body: { topicNames: times("t") } },
  DeleteRecords: {
    version: 1,
    body: {
      topics: times({
        ...t,
        partitions: [0, 0].map((partitionIndex) => ({ partitionIndex, offset: 0n })),
      }),
    },
  },
  OffsetForLeaderEpoch: {
    version: 3,
    body: {
      replicaId: -1,
      topics: times({
        topic: "t",
        partitions: [0, 0].map((partition) => ({
          partition,
          currentLeaderEpoch: 0,
          leaderEpoch: 0,
        })),
      }),
    },
  },
  DescribeConfigs: { version: 1, body: { resources: times(resource) } },
  DescribeLogDirs: { version: 1, body: { topics: times({ topic: "t", partitions: [0, 0] }) } },
  CreatePartitions: { version: 1, body: { topics: times({ ...t, count: 9 }) } },
  DeleteGroups: { version: 1, body: { groupsNames: times("g") } },
  OffsetDelete: {
    version: 0,
    body: {
      groupId: "g",
      topics: times({ ...t, partitions: [0, 0].map((partitionIndex) => ({ partitionIndex })) }),
    },
  },
  AlterReplicaLogDirs: {
    version: 1,
    body: { dirs: times({ path: "/", topics: [{ ...t, partitions: [0, 0] }] }) },
  },
  ElectLeaders: {
    version: 1,
    body: { topicPartitions: times({ topic: "t", partitions: [0, 0] }) },
  },
  DescribeUserScramCredentials: { version: 0, body: { users: times({ name: "u" }) } },
  AlterUserScramCredentials: {
    version: 0,
    body: { deletions: times({ name: "u", mechanism: 1 }) },
  },
  DescribeProducers: { version: 0, body: { topics: times({ ...t, partitionIndexes: [0, 0] }) } },
  ListTransactions: { version: 0, body: { stateFilters: times("x") } },
  ListConfigResources: { version: 1, body: { resourceTypes: times(2) } },
  DescribeClientQuotas: {
    version: 0,
    body: { components: times({ entityType: "user", matchType: 2 }) },
  },
};

/** APIs that refuse each occurrence, as Kafka does; that takes no more than to name it. */
const refusedEach: Readonly<Record<string, Repeats>> = {
  AlterConfigs: { version: 1, body: { resources: times({ ...resource, configs: [] }) } },
  IncrementalAlterConfigs: { version: 1, body: { resources: times({ ...resource, configs: [] }) } },
};

/** APIs without such names, and those that answer each for a reason. */
const without: Readonly<Record<string, string>> = {
  ApiVersions: "no arrays",
  Heartbeat: "no arrays",
  JoinGroup: "names protocols, not what the broker has",
  SyncGroup: "names assignments, one for each member at most is kept",
  InitProducerId: "no arrays",
  DescribeAcls: "no arrays",
  CreateAcls: "clients find the answers by their place; each is a constant",
  DeleteAcls: "clients find the answers by their place; each is a constant",
  AlterClientQuotas: "answers each as Kafka does; nothing is looked up",
  AlterPartitionReassignments: "answers each as Kafka does; a map is looked up",
  DescribeTransactions: "answers each as Kafka does; nothing is looked up",
  CreateDelegationToken: "refused as a whole",
  RenewDelegationToken: "no arrays",
  ExpireDelegationToken: "no arrays",
  DescribeDelegationToken: "refused as a whole",
  DescribeCluster: "no arrays",
  ListPartitionReassignments: "answers nothing",
};

/** The length of the longest array in an answer. */
function longest(value: unknown): number {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return 0;
  const own = Array.isArray(value) ? value.length : 0;
  return Math.max(own, ...Object.values(value).map(longest));
}

async function answered(broker: TestBroker, name: string, asked: Repeats): Promise<Body> {
  const { api } = await [...registry.byKey.values()].find((api) => api.name === name)!.load();
  return await broker.client.ask(api, asked.version, asked.body);
}

for (const [name, asked] of Object.entries(repeats)) {
  Deno.test(`${name} answers once, or rejects, a name that occurs ${count} times`, async () => {
    await using broker = await TestBroker.start();
    await broker.create("t");
    const answer = await answered(broker, name, asked);
    // A topic or resource has several configs, and the broker has several brokers or operations.
    assert.ok(longest(answer) <= 100, `${longest(answer)} answers`);
  });
}

for (const [name, asked] of Object.entries(refusedEach)) {
  Deno.test(`${name} rejects a name each of the ${count} times that it occurs`, async () => {
    await using broker = await TestBroker.start();
    await broker.create("t");
    const { responses } = await answered(broker, name, asked);
    assert.deepEqual(new Set(responses.map(({ errorCode }: Body) => errorCode)), new Set([42]));
  });
}

Deno.test("every API is among those whose repeats are checked", () => {
  const looked = Object.keys({ ...repeats, ...refusedEach, ...without }).sort();
  assert.deepEqual(looked, [...registry.byKey.values()].map(({ name }) => name).sort());
});

Deno.test("Produce writes the last of several batches for one partition", async () => {
  await using broker = await TestBroker.start();
  await broker.create("t");
  await answered(broker, "Produce", repeats["Produce"]!);
  assert.equal(broker.services.topics.get("t")!.partitions[0]!.highWatermark, 1n);
});
