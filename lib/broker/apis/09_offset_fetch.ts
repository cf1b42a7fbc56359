import { offsetFetch } from "../../wire/messages/09_offset_fetch.ts";
import type { Input, RequestOf, ResponseOf } from "../../wire/schema/schema.ts";
import type { ApiHandler, LaterAnswer, RequestContext } from "../api.ts";
import type { BrokerServices } from "../services.ts";
import type { StoredOffset } from "../store/offsets.ts";
import { answerPartitions, distinct, distinctPartitions } from "./distinct.ts";

type Request = RequestOf<typeof offsetFetch>;
interface TopicRequest {
  readonly name: string;
  readonly partitionIndexes: readonly number[];
}
type TopicsRequest = readonly TopicRequest[] | null;
type FetchedTopic = ResponseOf<typeof offsetFetch>["topics"][number];
type TopicResponse = Input<FetchedTopic>;
type PartitionResponse = Input<FetchedTopic["partitions"][number]>;

/** Approximate memory of one offset in an answer, as an object and as bytes. */
const offsetBytes = 300;

const partitionNames = {
  topicKey: ({ name }: TopicRequest): string => name,
  partitions: ({ partitionIndexes }: TopicRequest): readonly number[] => partitionIndexes,
  partitionKey: (partition: number): number => partition,
};

/** First version that requests several groups, KIP-709. */
const firstGroupsVersion = 8;

/**
 * OffsetFetch v1-9: the committed offsets of groups; -1 if there is none, even if the group or the
 * topic does not exist.
 *
 * v2 accepts null for all topics, v5 adds leader epochs, v6 has compact lengths, v7 can wait for
 * open transactions (there are none), v8 requests several groups, in other fields, and v9 names the
 * member, which only the new group protocol needs. Omitted: v10, which names topics by id.
 */
export const offsetFetchHandler: ApiHandler<Request, ResponseOf<typeof offsetFetch>> = {
  api: offsetFetch,
  minVersion: 1,
  maxVersion: 9,
  answerBytes: (request, { services }) =>
    [{ groupId: request.groupId, topics: request.topics }, ...request.groups]
      .filter(({ topics }) => topics === null)
      .reduce(
        (sum, { groupId }) => sum + services.groups.committedOffsets(groupId).length * offsetBytes,
        0,
      ),
  async handle(request, context): LaterAnswer<typeof offsetFetch> {
    if (context.apiVersion < firstGroupsVersion) {
      return { topics: await offsetsOf(request.groupId, request.topics, context) };
    }
    // A group whose offsets are all requested twice is answered once; a list is as long as its
    // answer.
    const groups = await distinct(
      request.groups,
      (each) => each.topics === null ? each.groupId : each,
      context.work,
    );
    return {
      groups: await context.work.map(groups, async ({ groupId, topics }) => ({
        groupId,
        topics: await offsetsOf(groupId, topics, context),
      })),
    };
  },
};

async function offsetsOf(
  groupId: string,
  topics: TopicsRequest,
  { services, work }: RequestContext,
): Promise<TopicResponse[]> {
  if (topics === null) return allOffsetsOf(groupId, services);
  const requested = await distinctPartitions(topics, partitionNames, work);
  const found = await answerPartitions(requested, ({ name }, partition) => {
    const topicId = services.topics.get(name)?.id ?? "";
    return answer(partition, services.groups.committedOffset({ groupId, topicId, partition }));
  }, work);
  return found.map(({ topic: { name }, results }) => ({ name, partitions: results }));
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
