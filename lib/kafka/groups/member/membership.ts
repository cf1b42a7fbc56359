import { describeErrorCode, errorCodes } from "../../../wire/errors.ts";
import { offsetCommit } from "../../../wire/messages/08_offset_commit.ts";
import { heartbeat } from "../../../wire/messages/12_heartbeat.ts";
import { joinGroup } from "../../../wire/messages/11_join_group.ts";
import { leaveGroup } from "../../../wire/messages/13_leave_group.ts";
import type { Api } from "../../../wire/schema/schema.ts";
import type { KafkaClient, RequestOptions } from "../../client.ts";
import type { Body } from "../../connection/exchange.ts";
import { type KafkaError, toKafkaError } from "../../kafka_error.ts";
import { type CommittedOffset, offsetsByTopic } from "../committed_offsets.ts";
import { findCoordinators } from "../coordinators.ts";
import { OutageRetry, type OutageRetryOptions } from "./outage_retry.ts";

/**
 * What the group considers a member to be: a member of the current generation, one that has to join
 * again, or none.
 */
export type MemberState = "stable" | "rebalancing" | "lost";

/** Options of {@link Membership}. */
export interface MembershipOptions extends OutageRetryOptions {
  readonly group: string;
  /** How long the group waits for a heartbeat. */
  readonly sessionTimeoutMs: number;
}

/** Topics have names until this version, and ids after it. */
const lastCommitVersionByName = 9;
/** The version in which LeaveGroup has a list of members. */
const manyMembersSince = 3;

/**
 * The identity of one member of a consumer group, and its requests to the group's coordinator.
 *
 * Every request is repeated, without limit, while the coordinator is unreachable, changes or loads
 * its groups.
 */
export class Membership {
  readonly client: KafkaClient;
  readonly group: string;
  readonly sessionTimeoutMs: number;
  readonly #retry: OutageRetry;
  /** Empty until the coordinator has given it one. */
  memberId = "";
  /** Null while it has none. */
  generation: number | null = null;
  #coordinator: number | null = null;

  constructor(client: KafkaClient, options: MembershipOptions) {
    this.client = client;
    this.group = options.group;
    this.sessionTimeoutMs = options.sessionTimeoutMs;
    this.#retry = new OutageRetry(options);
  }

  /** Forgets the generation, and with `isUnknown` the member id. */
  forget({ isUnknown }: { readonly isUnknown: boolean }): void {
    this.generation = null;
    if (isUnknown) this.memberId = "";
  }

  /**
   * Sends a request to the coordinator until it answers as the coordinator of the group.
   *
   * @returns The response, whose error code may still be another error.
   * @throws {KafkaError} If the client is not allowed to use the group.
   */
  async ask<Request, Response>(
    api: Api<Request, Response>,
    body: Body<Request>,
    { errorOf, signal, ...options }: RequestOptions & {
      readonly signal: AbortSignal;
      /** Returns the code that may mean that the coordinator is another one. */
      readonly errorOf: (response: Response) => number;
    },
  ): Promise<Response> {
    return await this.#retry.run(async () => {
      try {
        const node = this.#coordinator ??= await this.#find(signal);
        const response = await this.client.request(api, body, { ...options, node, signal });
        const error = toKafkaError(errorOf(response));
        if (error?.retriable) throw error;
        return response;
      } catch (error) {
        this.#coordinator = null;
        throw error;
      }
    }, signal);
  }

  /** Tells the coordinator that the member is alive. */
  async heartbeat(signal: AbortSignal): Promise<MemberState> {
    const { errorCode } = await this.ask(heartbeat, this.#identity(), {
      errorOf: ({ errorCode }) => errorCode,
      timeoutMs: this.sessionTimeoutMs,
      signal,
    });
    return this.stateOf(errorCode, "stay in");
  }

  /**
   * Commits offsets as a member of the current generation. Nothing is committed unless the result
   * is `stable`; offsets in topics that no longer exist are ignored.
   *
   * @throws {KafkaError} If the client is not allowed to commit.
   */
  async commit(offsets: readonly CommittedOffset[], signal: AbortSignal): Promise<MemberState> {
    if (offsets.length === 0) return "stable";
    if (this.generation === null) return "lost";
    const { groupId, generationId, memberId } = this.#identity();
    const answer = await this.ask(offsetCommit, {
      groupId,
      generationIdOrMemberEpoch: generationId,
      memberId,
      groupInstanceId: null,
      topics: offsetsByTopic(offsets),
    }, {
      // An error of the group as a whole is reported for each partition.
      errorOf: ({ topics }) => groupErrorOf(topics),
      maxVersion: lastCommitVersionByName,
      signal,
    });
    for (const { name, partitions } of answer.topics) {
      for (const { errorCode } of partitions) {
        if (errorCode === errorCodes.UNKNOWN_TOPIC_OR_PARTITION) continue;
        const state = this.stateOf(errorCode, "commit offsets of", { api: offsetCommit, name });
        if (state !== "stable") return state;
      }
    }
    return "stable";
  }

  /** Leaves the group, so that the others need not wait until the session expires. */
  async leave(signal: AbortSignal): Promise<void> {
    const { groupId, memberId } = this.#identity();
    this.forget({ isUnknown: true });
    if (memberId === "") return;
    const members = [{ memberId, groupInstanceId: null, reason: "the consumer stops" }];
    await this.ask(leaveGroup, (version) => (
      version >= manyMembersSince ? { groupId, members } : { groupId, memberId }
    ), { errorOf: ({ errorCode }) => errorCode, signal });
  }

  /**
   * Returns what an error code says about the member, and forgets what it is no longer.
   *
   * @throws {KafkaError} If the code is an error of another kind.
   */
  stateOf(
    code: number,
    verb: string,
    { api = joinGroup, name }: {
      readonly api?: { readonly key: number };
      readonly name?: string;
    } = {},
  ): MemberState {
    switch (code) {
      case errorCodes.NONE:
        return "stable";
      case errorCodes.REBALANCE_IN_PROGRESS:
        return "rebalancing";
      case errorCodes.ILLEGAL_GENERATION:
      case errorCodes.UNKNOWN_MEMBER_ID:
        this.forget({ isUnknown: code === errorCodes.UNKNOWN_MEMBER_ID });
        return "lost";
    }
    throw this.error(code, verb, { api, ...(name !== undefined && { topic: name }) });
  }

  /** The error for a code that ends the membership. */
  error(
    code: number,
    verb: string,
    request: { readonly api: { readonly key: number }; readonly topic?: string },
  ): KafkaError {
    const error = toKafkaError(code, null, { ...request, group: this.group })!;
    return error.during(`${verb} group ${JSON.stringify(this.group)}`, hintOf(code) ?? error.hint);
  }

  #identity(): { groupId: string; generationId: number; memberId: string } {
    return {
      groupId: this.group,
      generationId: this.generation ?? -1,
      memberId: this.memberId,
    };
  }

  async #find(signal: AbortSignal): Promise<number> {
    const [found] = await findCoordinators(this.client, [this.group], { signal });
    if (found!.error === null) return found!.value;
    if (found!.error.retriable) throw found!.error;
    throw this.error(found!.error.code, "join", { api: joinGroup });
  }
}

/** The first error that is not about one topic; 0 if there is none. */
function groupErrorOf(
  topics: readonly { readonly partitions: readonly { readonly errorCode: number }[] }[],
): number {
  const codes = topics.flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode));
  return codes.find((code) =>
    code !== errorCodes.UNKNOWN_TOPIC_OR_PARTITION && describeErrorCode(code).retriable
  ) ?? 0;
}

function hintOf(code: number): string | undefined {
  switch (code) {
    case errorCodes.INCONSISTENT_GROUP_PROTOCOL:
      return "Choose another group: the members of this one are not such consumers, or use other " +
        "assignors";
    case errorCodes.INVALID_SESSION_TIMEOUT:
      return "Check group.min.session.timeout.ms and group.max.session.timeout.ms of the broker";
    case errorCodes.GROUP_MAX_SIZE_REACHED:
      return "Stop another member of the group first";
    default:
      return undefined;
  }
}
