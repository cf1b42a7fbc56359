import { offsetCommit } from "../../wire/messages/08_offset_commit.ts";
import { offsetFetch } from "../../wire/messages/09_offset_fetch.ts";
import { offsetDelete } from "../../wire/messages/47_offset_delete.ts";
import type { Input, RequestOf } from "../../wire/schema/schema.ts";
import type { AdminOptions } from "../admin/admin_options.ts";
import type { TopicPartition } from "../admin/per_leader.ts";
import type { KafkaClient } from "../client.ts";
import { type KafkaError, toKafkaError } from "../kafka_error.ts";
import type { CheckedRequest } from "../required_right.ts";
import { askCoordinators, type CoordinatorAnswer, type GroupResult } from "./coordinators.ts";

/** An offset that a group has committed. */
export interface CommittedOffset extends TopicPartition {
  /** The offset of the next record that the group reads. */
  readonly offset: bigint;
}

/** The result for one partition. */
export interface OffsetResult extends TopicPartition {
  readonly error: KafkaError | null;
}

/** Topics have names until this version, and ids after it. */
const lastVersionByName = 9;
/** KIP-709: several groups in one request. */
const manyGroupsSince = 8;
/** The generation of a commit by a client that is not a member. */
const noGeneration = -1;

/** Returns all committed offsets of groups; results are in the order of the groups. */
export async function committedOffsets(
  client: KafkaClient,
  groups: readonly string[],
  options: AdminOptions = {},
): Promise<GroupResult<readonly CommittedOffset[]>[]> {
  return await askCoordinators<readonly CommittedOffset[]>(client, {
    groups,
    ask: async (coordinator, members) => {
      const version = client.apiVersion(offsetFetch, coordinator) ?? 0;
      if (version >= manyGroupsSince) return await fetchMany(client, coordinator, members, options);
      return await Promise.all(
        members.map((group) => fetchOne(client, coordinator, group, options)),
      );
    },
  }, options);
}

type OffsetsAnswer = CoordinatorAnswer<readonly CommittedOffset[]>;

async function fetchMany(
  client: KafkaClient,
  node: number,
  groups: readonly string[],
  options: AdminOptions,
): Promise<OffsetsAnswer[]> {
  const answer = await client.request(offsetFetch, {
    groups: groups.map((groupId) => ({ groupId, topics: null })),
    requireStable: false,
  }, { ...options, node, maxVersion: lastVersionByName });
  return answer.groups.map(({ groupId, errorCode, topics }) => ({
    group: groupId,
    error: toKafkaError(errorCode, null, { api: offsetFetch, group: groupId }),
    value: offsetsOf(topics),
  }));
}

async function fetchOne(
  client: KafkaClient,
  node: number,
  group: string,
  options: AdminOptions,
): Promise<OffsetsAnswer> {
  const { errorCode, topics } = await client.request(
    offsetFetch,
    { groupId: group, topics: null, requireStable: false },
    // Version 2 is the first that returns all offsets of a group.
    { ...options, node, minVersion: 2, maxVersion: manyGroupsSince - 1 },
  );
  const error = toKafkaError(errorCode, null, { api: offsetFetch, group });
  return { group, error, value: offsetsOf(topics) };
}

function offsetsOf(
  topics: readonly {
    readonly name: string;
    readonly partitions: readonly {
      readonly partitionIndex: number;
      readonly committedOffset: bigint;
    }[];
  }[],
): CommittedOffset[] {
  return topics.flatMap(({ name, partitions }) =>
    partitions.filter(({ committedOffset }) => committedOffset >= 0n)
      .map(({ partitionIndex, committedOffset }) => ({
        topic: name,
        partition: partitionIndex,
        offset: committedOffset,
      }))
  );
}

/** Returns the topics of an OffsetCommit request. */
export function offsetsByTopic(
  offsets: readonly CommittedOffset[],
): NonNullable<Input<RequestOf<typeof offsetCommit>>["topics"]> {
  return [...Map.groupBy(offsets, ({ topic }) => topic)].map(([name, members]) => ({
    name,
    partitions: members.map(({ partition, offset }) => ({
      partitionIndex: partition,
      committedOffset: offset,
      committedMetadata: "",
    })),
  }));
}

/**
 * Commits offsets for a group that has no members; results are in any order.
 *
 * @throws {KafkaError} If the coordinator cannot be found, or does not respond.
 */
export async function commitOffsets(
  client: KafkaClient,
  group: string,
  offsets: readonly CommittedOffset[],
  options: AdminOptions = {},
): Promise<OffsetResult[]> {
  const topics = offsetsByTopic(offsets);
  return await requestPerPartition(
    client,
    { api: offsetCommit, group, verb: "commit" },
    options,
    async (node) => {
      const answer = await client.request(offsetCommit, {
        groupId: group,
        generationIdOrMemberEpoch: noGeneration,
        memberId: "",
        groupInstanceId: null,
        topics,
      }, { ...options, node, maxVersion: lastVersionByName });
      return { errorCode: 0, topics: answer.topics };
    },
  );
}

/**
 * Deletes committed offsets (KIP-496). A topic that a member is subscribed to is rejected with
 * GROUP_SUBSCRIBED_TO_TOPIC. Results are in any order.
 *
 * @throws {KafkaError} If the coordinator rejects the whole request: the group may be unknown.
 */
export async function deleteOffsets(
  client: KafkaClient,
  group: string,
  partitions: readonly TopicPartition[],
  options: AdminOptions = {},
): Promise<OffsetResult[]> {
  const topics = [...Map.groupBy(partitions, ({ topic }) => topic)].map(([name, members]) => ({
    name,
    partitions: members.map(({ partition }) => ({ partitionIndex: partition })),
  }));
  return await requestPerPartition(
    client,
    { api: offsetDelete, group, verb: "delete" },
    options,
    (node) => client.request(offsetDelete, { groupId: group, topics }, { ...options, node }),
  );
}

interface PartitionAnswers {
  readonly errorCode: number;
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly { readonly partitionIndex: number; readonly errorCode: number }[];
  }[];
}

async function requestPerPartition(
  client: KafkaClient,
  { verb, ...request }: CheckedRequest & { readonly group: string; readonly verb: string },
  options: AdminOptions,
  ask: (coordinator: number) => Promise<PartitionAnswers>,
): Promise<OffsetResult[]> {
  const { group } = request;
  const [result] = await askCoordinators<readonly OffsetResult[]>(client, {
    groups: [group],
    ask: async (coordinator) => {
      const { errorCode, topics } = await ask(coordinator);
      const value = topics.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, errorCode }) => ({
          topic: name,
          partition: partitionIndex,
          error: toKafkaError(errorCode, null, { ...request, topic: name }),
        }))
      );
      // An error of the group as a whole may be reported for each partition.
      const moved = value.find(({ error }) => error?.retriable)?.error;
      return [{ group, value, error: toKafkaError(errorCode, null, request) ?? moved ?? null }];
    },
  }, options);
  if (result!.error !== null) {
    throw result!.error.during(`${verb} offsets of group ${JSON.stringify(group)}`);
  }
  return [...result!.value];
}
