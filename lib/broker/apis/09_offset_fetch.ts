import { offsetFetch } from "../../wire/messages/09_offset_fetch.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema.ts";
import type { Answer, ApiHandler } from "../api.ts";
import type { BrokerServices } from "../services.ts";
import type { StoredOffset } from "../store/offsets.ts";

type Request = RequestOf<typeof offsetFetch>;
type TopicsRequest =
  | readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[]
  | null;
type Topic = ResponseOf<typeof offsetFetch>["topics"][number];
type TopicResponse = Input<Topic>;
type PartitionResponse = Input<Topic["partitions"][number]>;

/** First version that asks for several groups, KIP-709. */
const firstGroupsVersion = 8;

/**
 * OffsetFetch v1-9: what groups have committed; -1 where there is nothing, also for groups and
 * topics that are not there.
 *
 * v2 takes null for all topics, v5 adds leader epochs, v6 has compact lengths, v7 may wait for open
 * transactions (there are none), v8 takes several groups, in other fields, and v9 names the member,
 * which only the new group protocol needs. Left out: v10, which names topics by id.
 */
export const offsetFetchHandler: ApiHandler<Request, ResponseOf<typeof offsetFetch>> = {
  api: offsetFetch,
  minVersion: 1,
  maxVersion: 9,
  handle(request, { apiVersion, services }): Answer<typeof offsetFetch> {
    if (apiVersion < firstGroupsVersion) {
      return { topics: offsetsOf(request.groupId, request.topics, services) };
    }
    return {
      groups: request.groups.map(({ groupId, topics }) => ({
        groupId,
        topics: offsetsOf(groupId, topics, services),
      })),
    };
  },
};

function offsetsOf(
  groupId: string,
  topics: TopicsRequest,
  services: BrokerServices,
): TopicResponse[] {
  if (topics === null) return allOffsetsOf(groupId, services);
  return topics.map(({ name, partitionIndexes }) => {
    const topicId = services.topics.get(name)?.id;
    const partitions = partitionIndexes.map((partition) => {
      const key = { groupId, topicId: topicId ?? "", partition };
      return answer(partition, services.groups.committedOffset(key));
    });
    return { name, partitions };
  });
}

function allOffsetsOf(groupId: string, services: BrokerServices): TopicResponse[] {
  const byTopic = new Map<string, PartitionResponse[]>();
  for (const offset of services.groups.committedOffsets(groupId)) {
    const name = services.topics.byId(offset.topicId)?.name;
    if (name === undefined) continue;
    const partitions = byTopic.get(name) ?? [];
    partitions.push(answer(offset.partition, offset));
    byTopic.set(name, partitions);
  }
  return [...byTopic].map(([name, partitions]) => ({ name, partitions }));
}

function answer(partitionIndex: number, offset: StoredOffset | undefined): PartitionResponse {
  return {
    partitionIndex,
    committedOffset: offset?.committedOffset ?? -1n,
    committedLeaderEpoch: offset?.leaderEpoch ?? -1,
    metadata: offset?.metadata ?? "",
  };
}
