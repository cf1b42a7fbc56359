/**
 * Administers a cluster with @platformatic/kafka, and prints the results as JSON lines: `_admin.ts
 * HOST:PORT TOPIC`. The topic must not exist.
 */
import {
  Admin,
  ConfigResourceTypes,
  Consumer,
  IncrementalAlterConfigOperationTypes,
  ListOffsetTimestamps,
  Producer,
  stringSerializers,
} from "@platformatic/kafka";
import { poll } from "../../../support/poll.ts";
import { print } from "../_print.ts";

const [broker, topic] = Deno.args as [string, string];
const common = { clientId: "platformatic", bootstrapBrokers: [broker], retryDelay: 50 };
const group = `${topic}-group`;
const start = BigInt(Date.now());
const admin = new Admin({ ...common, retries: 50 });
/** For requests that are rejected, some of which the client would retry. */
const once = new Admin({ ...common, retries: 0 });

/** Returns the names of Kafka's errors in a rejection. */
function errorNames(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const below = error instanceof AggregateError ? error.errors : [error.cause ?? []].flat();
  const own = "apiId" in error ? [String(error.apiId)] : [];
  return [...own, ...below.flatMap(errorNames)];
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

async function produce(values: readonly string[]): Promise<void> {
  const producer = new Producer({ ...common, serializers: stringSerializers });
  await producer.send({
    messages: values.map((value, index) => ({
      ...{ topic, partition: 0, value, timestamp: start + BigInt(index) },
    })),
  });
  await producer.close();
}

async function offsetsAt(timestamp: bigint): Promise<unknown> {
  const [found] = await admin.listOffsets({
    topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp }] }],
  });
  return found!.partitions.map(({ timestamp, ...rest }) => ({
    ...{ ...rest, sinceStart: timestamp < 0n ? timestamp : timestamp - start },
  }));
}

async function topics(): Promise<void> {
  const [made] = await admin.createTopics({
    topics: [topic],
    partitions: 2,
    replicas: 1,
    configs: [{ name: "delete.retention.ms", value: "1000" }],
  });
  const { name, partitions: count, replicas, configuration } = made!;
  print("created", {
    name,
    count,
    replicas,
    deleteRetention: configuration["delete.retention.ms"],
  });
  await refused("created again", once.createTopics({ topics: [topic] }));
  await list("listed", { count: 1 });
  await admin.createPartitions({ topics: [{ name: topic, count: 3 }] });
  const partitions = await eventually(
    async () =>
      (await admin.metadata({ topics: [topic], forceUpdate: true })).topics.get(topic)!.partitions,
    ({ length }) => length === 3,
  );
  print("partitions", partitions);
  await refused("fewer partitions", once.createPartitions({ topics: [{ name: topic, count: 1 }] }));
}

async function offsets(): Promise<void> {
  await produce(["a", "b", "c"]);
  print("earliest", await offsetsAt(ListOffsetTimestamps.EARLIEST));
  print("latest", await offsetsAt(ListOffsetTimestamps.LATEST));
  print("greatest timestamp", await offsetsAt(ListOffsetTimestamps.MAX));
  print("from a time", await offsetsAt(start + 1n));
  print("from a later time", await offsetsAt(start + 3n));
  const partitions = [{ partition: 0, offset: 1n }];
  print("deleted records", await admin.deleteRecords({ topics: [{ name: topic, partitions }] }));
  print("earliest then", await offsetsAt(ListOffsetTimestamps.EARLIEST));
}

const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: topic };

/** Prints settings of the topic once they have the `wanted` values. */
async function configs(step: string, wanted: Readonly<Record<string, string>>): Promise<void> {
  const [found] = await eventually(
    () =>
      admin.describeConfigs({
        resources: [{ ...resource, configurationKeys: Object.keys(wanted) }],
        includeSynonyms: true,
      }),
    ([found]) => found!.configs.every(({ name, value }) => wanted[name] === value),
  );
  for (const config of found!.configs.toSorted((one, other) => one.name < other.name ? -1 : 1)) {
    print(step, config);
  }
}

async function alterConfigs(): Promise<void> {
  const [policy, size, time] = [
    "cleanup.policy",
    "max.message.bytes",
    "delete.retention.ms",
  ] as const;
  await configs("config", { [policy]: "delete", [size]: "1048588", [time]: "1000" });
  const { SET, DELETE } = IncrementalAlterConfigOperationTypes;
  await admin.incrementalAlterConfigs({
    resources: [{
      ...resource,
      configs: [
        { name: size, configOperation: SET, value: "2000" },
        { name: time, configOperation: DELETE },
      ],
    }],
  });
  await configs("config altered", { [policy]: "delete", [size]: "2000", [time]: "86400000" });
  await admin.alterConfigs({
    resources: [{ ...resource, configs: [{ name: time, value: "1000" }] }],
  });
  await configs("config replaced", { [policy]: "delete", [size]: "1048588", [time]: "1000" });
  const unknown = [{ ...resource, configs: [{ name: "no.such", value: "1" }] }];
  await refused("unknown config", once.alterConfigs({ resources: unknown }));
}

/** Requests that need an authorizer, and quotas, of which there are none. */
async function cluster(): Promise<void> {
  const acl = {
    resourceType: 2,
    resourceName: topic,
    resourcePatternType: 3,
    principal: "User:alice",
    host: "*",
    operation: 3,
    permissionType: 3,
  } as const;
  await refused("ACL created", once.createAcls({ creations: [acl] }));
  const components = [{ entityType: "user", matchType: 0, match: topic }] as const;
  print("quotas", await admin.describeClientQuotas({ components: [...components], strict: false }));
}

async function describe(step: string): Promise<void> {
  const found = (await admin.describeGroups({ groups: [group] })).get(group)!;
  const members = [...found.members.values()].map(
    ({ clientId, groupInstanceId, metadata, assignments }) => ({
      ...{ clientId, groupInstanceId, topics: metadata?.topics, assignments },
    }),
  );
  const { id, state, protocol, protocolType } = found;
  print(step, { id, state, protocol, protocolType, members });
}

async function groups(): Promise<void> {
  const consumer = new Consumer({
    ...{ ...common, groupId: group, groupInstanceId: "static", autocommit: false },
    maxWaitTime: 100,
  });
  const stream = await consumer.consume({ topics: [topic], mode: "earliest" });
  await describe("group with a member");
  await refused("group with a member deleted", once.deleteGroups({ groups: [group] }));
  await consumer.commit({ offsets: [{ topic, partition: 0, offset: 2n, leaderEpoch: 0 }] });
  await stream.close();
  await consumer.close();
}

async function emptyGroup(): Promise<void> {
  const offsetsOf = async (step: string): Promise<void> =>
    print(step, await admin.listConsumerGroupOffsets({ groups: [group] }));
  await describe("group after its member left");
  await offsetsOf("group's offsets");
  await admin.removeMembersFromConsumerGroup({ groupId: group, members: null });
  const partitionOffsets = [{ partition: 0, offset: 1n }, { partition: 1, offset: 0n }];
  await admin.alterConsumerGroupOffsets({
    groupId: group,
    topics: [{ name: topic, partitionOffsets }],
  });
  await offsetsOf("group's offsets altered");
  await admin.deleteConsumerGroupOffsets({
    groupId: group,
    topics: [{ name: topic, partitionIndexes: [1] }],
  });
  await offsetsOf("group's offsets deleted");
  print("groups", (await admin.listGroups()).get(group));
  await admin.deleteGroups({ groups: [group] });
  print("groups then", (await admin.listGroups()).get(group) ?? null);
  await refused("deleted again", once.deleteGroups({ groups: [group] }));
}

await topics();
await offsets();
await alterConfigs();
await cluster();
await groups();
await emptyGroup();
await admin.deleteTopics({ topics: [topic] });
await list("listed after its deletion", { count: 0 });
await refused("deleted topic again", once.deleteTopics({ topics: [topic] }));
await Promise.all([admin.close(), once.close()]);
