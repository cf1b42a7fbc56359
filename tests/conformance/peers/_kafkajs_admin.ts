/**
 * Administers a cluster with kafkajs, and prints the results as JSON lines: `_kafkajs_admin.ts
 * HOST:PORT TOPIC`. The topic must not exist.
 */
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  AssignerProtocol,
  ConfigResourceTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
} from "kafkajs";
import { poll } from "../../support/poll.ts";
import { print } from "./_print.ts";

const [broker, topic] = Deno.args as [string, string];
const groupId = `${topic}-group`;
const common = { clientId: "kafkajs", brokers: [broker], logLevel: logLevel.NOTHING };
const kafka = new Kafka(common);
const admin = kafka.admin();
/** For requests that are rejected, some of which kafkajs would retry. */
const once = new Kafka({ ...common, retry: { retries: 0 } }).admin();

interface Refusal {
  readonly type?: string;
  readonly errors?: readonly Refusal[];
  readonly groups?: readonly { readonly error: Refusal }[];
  readonly cause?: Refusal;
}

/**
 * Returns the names of Kafka's errors in a rejection; each call of kafkajs has a different shape.
 */
function errorNames({ type, errors, groups, cause }: Refusal): string[] {
  if (type !== undefined) return [type];
  const below = errors ?? groups?.map(({ error }) => error) ?? [cause ?? { type: "not Kafka's" }];
  return below.flatMap(errorNames);
}

async function refused(step: string, work: Promise<unknown>): Promise<void> {
  print(step, await work.then(() => "not refused", errorNames));
}

/**
 * Reads until `is` returns true, because Kafka acknowledges a change before all of its nodes apply
 * it.
 */
function eventually<Found>(
  ask: () => Promise<Found>,
  is: (found: Found) => boolean,
): Promise<Found> {
  return poll(async () => {
    const found = await ask();
    return is(found) ? found : undefined;
  }, () => `no answer is as \`${is}\` wants`);
}

/** Prints the topic's name if it is listed, otherwise nothing. */
async function list(step: string, { count }: { count: number }): Promise<void> {
  const ask = async (): Promise<string[]> =>
    (await admin.listTopics()).filter((name) => name === topic);
  print(step, await eventually(ask, ({ length }) => length === count));
}

async function topics(): Promise<void> {
  const configEntries = [{ name: "delete.retention.ms", value: "1000" }];
  const made = { topic, numPartitions: 2, replicationFactor: 1, configEntries };
  print("created", await admin.createTopics({ topics: [made], waitForLeaders: true }));
  print("created again", await admin.createTopics({ topics: [made] }));
  await list("listed", { count: 1 });
  await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
  const { topics: [found] } = await eventually(
    () => admin.fetchTopicMetadata({ topics: [topic] }),
    ({ topics: [found] }) => found!.partitions.length === 3,
  );
  const byId = found!.partitions.toSorted((one, other) => one.partitionId - other.partitionId);
  print("partitions", byId);
  await refused(
    "fewer partitions",
    once.createPartitions({ topicPartitions: [{ topic, count: 1 }] }),
  );
}

async function offsets(): Promise<void> {
  const start = Date.now();
  const producer = kafka.producer();
  await producer.connect();
  const messages = ["a", "b", "c"].map((value, index) => ({
    ...{ partition: 0, value, timestamp: String(start + index) },
  }));
  await producer.send({ topic, messages });
  await producer.disconnect();
  const ofFirst = (found: readonly { partition: number }[]): unknown =>
    found.find(({ partition }) => partition === 0);
  print("offsets", ofFirst(await admin.fetchTopicOffsets(topic)));
  print("from a time", ofFirst(await admin.fetchTopicOffsetsByTimestamp(topic, start + 1)));
  print("from later", ofFirst(await admin.fetchTopicOffsetsByTimestamp(topic, start + 3)));
  const partitions = [{ partition: 0, offset: "1" }];
  print("deleted records", await admin.deleteTopicRecords({ topic, partitions }) ?? null);
  print("offsets then", ofFirst(await admin.fetchTopicOffsets(topic)));
}

/** Prints settings of the topic once they have the `wanted` values. */
async function configs(step: string, wanted: Readonly<Record<string, string>>): Promise<void> {
  const resource = { type: ConfigResourceTypes.TOPIC, name: topic };
  const { resources: [found] } = await eventually(
    () =>
      admin.describeConfigs({
        resources: [{ ...resource, configNames: Object.keys(wanted) }],
        includeSynonyms: true,
      }),
    ({ resources: [found] }) =>
      found!.configEntries.every(({ configName, configValue }) =>
        wanted[configName] === configValue
      ),
  );
  for (
    const entry of found!.configEntries.toSorted((one, other) =>
      one.configName < other.configName ? -1 : 1
    )
  ) print(step, entry);
}

async function alterConfigs(): Promise<void> {
  const [size, time] = ["max.message.bytes", "delete.retention.ms"] as const;
  const resource = { type: ConfigResourceTypes.TOPIC, name: topic };
  await configs("config", { [size]: "1048588", [time]: "1000" });
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ ...resource, configEntries: [{ name: size, value: "2000" }] }],
  });
  await configs("config replaced", { [size]: "2000", [time]: "86400000" });
  const resources = [{ ...resource, configEntries: [{ name: "no.such", value: "1" }] }];
  await refused("unknown config", once.alterConfigs({ validateOnly: false, resources }));
}

async function describe(step: string): Promise<void> {
  const { groups: [found] } = await admin.describeGroups([groupId]);
  const { groupId: name, protocol, protocolType, state, members } = found!;
  const assigned = members.map(({ clientId, memberAssignment }) => {
    const { assignment } = AssignerProtocol.MemberAssignment.decode(memberAssignment)!;
    return { clientId, partitions: assignment[topic]!.toSorted() };
  });
  print(step, { groupId: name, protocol, protocolType, state, members: assigned });
}

async function groups(): Promise<void> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  const joined = Promise.withResolvers<void>();
  consumer.on(consumer.events.GROUP_JOIN, () => joined.resolve());
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({ autoCommit: false, eachMessage: () => Promise.resolve() });
  await joined.promise;
  await describe("group with a member");
  await refused("group with a member deleted", once.deleteGroups([groupId]));
  await consumer.commitOffsets([{ topic, partition: 0, offset: "2", metadata: "by hand" }]);
  await consumer.disconnect();
  await describe("group after its member left");
  print("group's offsets", await admin.fetchOffsets({ groupId, topics: [topic] }));
  const listed = async (): Promise<unknown> =>
    (await admin.listGroups()).groups.filter((group) => group.groupId === groupId);
  print("groups", await listed());
  print("group deleted", await admin.deleteGroups([groupId]));
  print("groups then", await listed());
  await refused("group deleted again", once.deleteGroups([groupId]));
}

/** Requests that need an authorizer or a second broker. */
async function cluster(): Promise<void> {
  const acl = {
    resourceType: AclResourceTypes.TOPIC,
    resourceName: topic,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: "User:alice",
    host: "*",
    operation: AclOperationTypes.READ,
    permissionType: AclPermissionTypes.ALLOW,
  };
  await refused("ACLs described", once.describeAcls(acl));
  await refused("ACL created", once.createAcls({ acl: [acl] }));
  await refused("ACL deleted", once.deleteAcls({ filters: [acl] }));
  const move = (replicas: number[]) => ({
    topics: [{ topic, partitionAssignment: [{ partition: 0, replicas }] }],
  });
  await admin.alterPartitionReassignments(move([1]));
  print("moves", (await admin.listPartitionReassignments({})).topics);
  await refused("moved to no broker", once.alterPartitionReassignments(move([9])));
}

await admin.connect();
await once.connect();
await topics();
await offsets();
await alterConfigs();
await cluster();
await groups();
await admin.deleteTopics({ topics: [topic] });
await list("listed after its deletion", { count: 0 });
await refused("deleted again", once.deleteTopics({ topics: [topic] }));
await admin.disconnect();
await once.disconnect();
