import { errorCodes } from "../../../wire/errors.ts";
import {
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
  type Subscription,
  type TopicPartitions,
} from "../../../wire/consumer_protocol.ts";
import { joinGroup } from "../../../wire/messages/11_join_group.ts";
import { syncGroup } from "../../../wire/messages/14_sync_group.ts";
import type { ResponseOf } from "../../../wire/schema/schema.ts";
import { delay } from "../../../async/delay.ts";
import { FailedError } from "../../../errors.ts";
import type { TopicPartition } from "../../admin/per_leader.ts";
import type { GroupMemberView } from "./assignor.ts";
import { assignors, type NamedAssignor } from "./assignors.ts";
import type { Membership } from "./membership.ts";

/** One generation of a group, as a member of it knows it. */
export interface Generation {
  /** The partitions of this member. */
  readonly partitions: readonly TopicPartition[];
  readonly assignor: NamedAssignor;
  /** What this member has distributed as the leader of the group; null if another one leads. */
  readonly distributed: DistributedTopics | null;
}

/** The topics that the members of a group subscribe to. */
export interface DistributedTopics {
  /** With those that do not exist. */
  readonly topics: readonly string[];
  readonly partitionCounts: ReadonlyMap<string, number>;
}

/** Options of {@link joinGeneration}. */
export interface JoinOptions {
  /** Called for each attempt; returns what the member subscribes to and what it keeps. */
  readonly subscription: () => Subscription;
  /** Called when the group has forgotten the member, which keeps no partitions then. */
  readonly onLost: () => void;
  /** Returns the numbers of partitions of those topics that exist. Only the leader needs them. */
  readonly countPartitions: (topics: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /** How long the group waits for this member to join again. */
  readonly rebalanceTimeoutMs: number;
  readonly signal: AbortSignal;
}

type JoinedGroup = ResponseOf<typeof joinGroup>;

const protocolType = "consumer";
/**
 * The broker holds these requests until all members have sent them, so that they would hold up
 * others on the same connection.
 */
const lane = "fetch group";
/**
 * How long the broker may hold them: until the slowest member has joined again, for which Java
 * clients have five minutes by default.
 */
const answerTimeoutMs = 310_000;
/** Pause before joining again when the group has moved on during a join. */
const againMs = 50;

/**
 * Joins a group, distributes the partitions if the group makes this member its leader, and returns
 * the partitions that the member gets. Joins again if the group rebalances in the meantime.
 *
 * @throws {KafkaError} If the group rejects the member: the client has no right to read it, its
 * members share no assignor with this one, or it is full.
 * @throws {FailedError} If the leader sent something that is not an assignment.
 * @throws The signal's reason, when it aborts.
 */
export async function joinGeneration(
  membership: Membership,
  options: JoinOptions,
): Promise<Generation> {
  while (true) {
    const joined = await join(membership, options);
    const generation = joined === null ? null : await synchronize(membership, joined, options);
    if (generation !== null) return generation;
    await delay(againMs, options.signal);
  }
}

/** Sends one JoinGroup; returns null if another one is needed. */
async function join(membership: Membership, options: JoinOptions): Promise<JoinedGroup | null> {
  const { rebalanceTimeoutMs, signal } = options;
  const subscription = options.subscription();
  const answer = await membership.ask(joinGroup, {
    groupId: membership.group,
    sessionTimeoutMs: membership.sessionTimeoutMs,
    rebalanceTimeoutMs,
    memberId: membership.memberId,
    groupInstanceId: null,
    protocolType,
    protocols: assignors.map(({ name, isCooperative }) => ({
      name,
      metadata: encodeSubscription(subscription, { hasUserData: isCooperative }),
    })),
    reason: null,
  }, {
    errorOf: ({ errorCode }) => errorCode,
    lane,
    timeoutMs: answerTimeoutMs,
    signal,
  });
  if (answer.errorCode === errorCodes.MEMBER_ID_REQUIRED) {
    membership.memberId = answer.memberId;
    return null;
  }
  const state = membership.stateOf(answer.errorCode, "join");
  if (state === "lost") options.onLost();
  if (state !== "stable") return null;
  membership.memberId = answer.memberId;
  membership.generation = answer.generationId;
  return answer;
}

/** Sends SyncGroup; returns null if the member has to join again. */
async function synchronize(
  membership: Membership,
  joined: JoinedGroup,
  options: JoinOptions,
): Promise<Generation | null> {
  const assignor = assignors.find(({ name }) => name === joined.protocolName);
  if (assignor === undefined) throw new TypeError("an assignor that was not offered");
  const isLeader = joined.leader === joined.memberId && !joined.skipAssignment;
  const plan = isLeader ? await distribute(joined, assignor, options) : null;
  const answer = await membership.ask(syncGroup, {
    groupId: membership.group,
    generationId: joined.generationId,
    memberId: joined.memberId,
    groupInstanceId: null,
    protocolType,
    protocolName: joined.protocolName,
    assignments: plan?.assignments ?? [],
  }, {
    errorOf: ({ errorCode }) => errorCode,
    lane,
    timeoutMs: answerTimeoutMs,
    signal: options.signal,
  });
  const state = membership.stateOf(answer.errorCode, "join");
  if (state === "lost") options.onLost();
  if (state !== "stable") return null;
  const partitions = decodeAssignment(answer.assignment);
  if (partitions === null) {
    throw new FailedError(
      `Cannot join group ${JSON.stringify(membership.group)}: its leader sent no valid assignment`,
    );
  }
  return {
    partitions: flatten(partitions),
    assignor,
    distributed: plan,
  };
}

interface Plan extends DistributedTopics {
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Uint8Array }[];
}

async function distribute(
  { members }: JoinedGroup,
  assignor: NamedAssignor,
  { countPartitions }: JoinOptions,
): Promise<Plan> {
  const views: GroupMemberView[] = members.map(({ memberId, groupInstanceId, metadata }) => {
    const { topics, owned, generation } = decodeSubscription(metadata) ?? noSubscription;
    return { id: memberId, instanceId: groupInstanceId, topics, owned: flatten(owned), generation };
  });
  const topics = [...new Set(views.flatMap(({ topics }) => topics))];
  const partitionCounts = await countPartitions(topics);
  const assignment = assignor.assign(views, partitionCounts);
  const assignments = [...assignment].map(([memberId, partitions]) => ({
    memberId,
    assignment: encodeAssignment(byTopic(partitions)),
  }));
  return { topics, partitionCounts, assignments };
}

const noSubscription: Subscription = { topics: [], owned: [], generation: null };

/** Groups partitions by topic. */
export function byTopic(partitions: readonly TopicPartition[]): TopicPartitions[] {
  return [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, members]) => ({
    topic,
    partitions: members.map(({ partition }) => partition),
  }));
}

function flatten(topics: readonly TopicPartitions[]): TopicPartition[] {
  return topics.flatMap(({ topic, partitions }) =>
    partitions.map((partition) => ({ topic, partition }))
  );
}
