import { decodeAssignment, type TopicPartitions } from "../../wire/consumer_protocol.ts";
import { errorCodes } from "../../wire/errors.ts";
import { describeGroups as describeGroupsApi } from "../../wire/messages/15_describe_groups.ts";
import { consumerGroupDescribe } from "../../wire/messages/69_consumer_group_describe.ts";
import type { ResponseOf } from "../../wire/schema/schema.ts";
import type { AdminOptions } from "../admin/admin_options.ts";
import type { KafkaClient } from "../client.ts";
import { KafkaError, toKafkaError } from "../kafka_error.ts";
import { askCoordinators, type CoordinatorAnswer, type GroupResult } from "./coordinators.ts";

/** A member of a group. */
export interface GroupMember {
  readonly memberId: string;
  /** The id of a static member; null for a dynamic one. */
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly host: string;
  /** Null if the group is not one of consumers, or the bytes cannot be read. */
  readonly assignment: readonly TopicPartitions[] | null;
}

/** State and members of a group. */
export interface GroupDescription {
  readonly group: string;
  /** Node id of the coordinator. */
  readonly coordinator: number;
  /** `classic` or `consumer` (KIP-848). */
  readonly type: "classic" | "consumer";
  /** For example `Stable` or `Empty`. */
  readonly state: string;
  /** The strategy by which partitions are assigned; empty if there are no members. */
  readonly assignor: string;
  readonly members: readonly GroupMember[];
}

/** The state in which brokers return a classic group that does not exist. */
const deadState = "Dead";

/**
 * Describes groups of either protocol; results are in the order of the groups. A group that does
 * not exist has the error GROUP_ID_NOT_FOUND.
 */
export async function describeGroups(
  client: KafkaClient,
  groups: readonly string[],
  options: AdminOptions = {},
): Promise<GroupResult<GroupDescription>[]> {
  return await askCoordinators<GroupDescription>(client, {
    groups,
    ask: async (coordinator, members) => {
      const classic = await describeClassic(client, coordinator, members, options);
      const others = classic.filter(({ error }) => error?.codeName === "GROUP_ID_NOT_FOUND")
        .map(({ group }) => group);
      if (others.length === 0 || client.apiVersion(consumerGroupDescribe, coordinator) === null) {
        return classic;
      }
      const consumer = await describeConsumer(client, coordinator, others, options);
      return [...classic.filter(({ group }) => !others.includes(group)), ...consumer];
    },
  }, options);
}

type DescriptionAnswer = CoordinatorAnswer<GroupDescription>;

async function describeClassic(
  client: KafkaClient,
  coordinator: number,
  groups: readonly string[],
  options: AdminOptions,
): Promise<DescriptionAnswer[]> {
  const body = { groups };
  const answer = await client.request(describeGroupsApi, body, { ...options, node: coordinator });
  return answer.groups.map((found) => {
    const { groupId: group, errorCode, errorMessage, groupState, protocolData } = found;
    const isMissing = errorCode === errorCodes.NONE && groupState === deadState;
    return {
      group,
      error: isMissing
        ? new KafkaError(errorCodes.GROUP_ID_NOT_FOUND)
        : toKafkaError(errorCode, errorMessage, { api: describeGroupsApi, group }),
      value: {
        group,
        coordinator,
        type: "classic",
        state: groupState,
        assignor: protocolData,
        members: found.members.map((member) => toClassicMember(member, found.protocolType)),
      },
    };
  });
}

type ClassicMember = ResponseOf<typeof describeGroupsApi>["groups"][number]["members"][number];

function toClassicMember(member: ClassicMember, protocolType: string): GroupMember {
  return {
    memberId: member.memberId,
    instanceId: member.groupInstanceId ?? null,
    clientId: member.clientId,
    host: member.clientHost.replace(/^\//, ""),
    assignment: protocolType === "consumer" ? decodeAssignment(member.memberAssignment) : null,
  };
}

async function describeConsumer(
  client: KafkaClient,
  coordinator: number,
  groupIds: readonly string[],
  options: AdminOptions,
): Promise<DescriptionAnswer[]> {
  const { groups } = await client.request(
    consumerGroupDescribe,
    { groupIds, includeAuthorizedOperations: false },
    { ...options, node: coordinator },
  );
  return groups.map((found) => ({
    group: found.groupId,
    error: toKafkaError(found.errorCode, found.errorMessage, {
      api: consumerGroupDescribe,
      group: found.groupId,
    }),
    value: {
      group: found.groupId,
      coordinator,
      type: "consumer",
      state: found.groupState,
      assignor: found.assignorName,
      members: found.members.map((member) => ({
        memberId: member.memberId,
        instanceId: member.instanceId,
        clientId: member.clientId,
        host: member.clientHost.replace(/^\//, ""),
        assignment: member.assignment.topicPartitions.map(({ topicName, partitions }) => ({
          topic: topicName,
          partitions,
        })),
      })),
    },
  }));
}
