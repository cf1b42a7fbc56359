import { abortable } from "../../../async/abortable.ts";
import { resolvesWithin } from "../../../async/resolves_within.ts";
import { after } from "../../../async/timer.ts";
import { FailedError, WahError } from "../../../errors.ts";
import { partitionKey, type TopicPartition } from "../../admin/per_leader.ts";
import type { KafkaClient } from "../../client.ts";
import type { RecordChunk } from "../../reader/record_chunk.ts";
import { withoutRepeats } from "../../reader/without_repeats.ts";
import {
  defaultTimes,
  type GroupMemberOptions,
  type GroupNotice,
  type GroupTimes,
} from "./group_member_options.ts";
import { GroupPositions } from "./group_positions.ts";
import { GroupReading } from "./group_reading.ts";
import { byTopic, type Generation, joinGeneration } from "./join_group.ts";
import { Membership, type MemberState } from "./membership.ts";
import { OutageRetry, type OutageRetryOptions } from "./outage_retry.ts";
import { Pulse } from "./pulse.ts";
import { startPositions } from "./start_positions.ts";
import { SubscribedTopics } from "./subscribed_topics.ts";

/** Heartbeats without a change after which a member without partitions counts as idle. */
const heartbeatsWhenEmpty = 3;

/**
 * A member of a consumer group of the classic protocol, which reads the partitions that the group
 * assigns to it.
 *
 * Offsets are committed only after the caller has used the records: with each heartbeat, before
 * partitions are given up, and by {@link close}. So no record is lost; those after the last commit
 * come again if the member is killed or the group removes it.
 *
 * Heartbeats continue while the caller uses a chunk. Only if that takes very long, the member
 * leaves the group until it is used.
 */
export class GroupMember {
  readonly #client: KafkaClient;
  readonly #options: GroupMemberOptions;
  readonly #times: GroupTimes;
  readonly #retry: OutageRetry;
  readonly #membership: Membership;
  readonly #positions: GroupPositions;
  readonly #reading: GroupReading;
  readonly #topics: SubscribedTopics;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  /** The generation in which the partitions were assigned. */
  #ownedSince: number | null = null;

  /** Joins the group in the background. */
  constructor(client: KafkaClient, options: GroupMemberOptions) {
    const { group, deliversLate, isBounded, isolation, onCorrupt, maxBytes } = options;
    this.#client = client;
    const onNotice = withoutRepeats<GroupNotice>(options.onNotice);
    this.#options = { ...options, onNotice };
    this.#times = { ...defaultTimes, ...options.times };
    const { sessionTimeoutMs, heartbeatMs, topicsMs } = this.#times;
    this.#positions = new GroupPositions({ deliversLate });
    const outages: OutageRetryOptions = {
      onOutage: (error) => onNotice({ kind: "disconnected", error }),
      onRecovery: () => onNotice({ kind: "reconnected" }),
    };
    this.#retry = new OutageRetry(outages);
    this.#membership = new Membership(client, { group, sessionTimeoutMs, ...outages });
    this.#reading = new GroupReading(client, {
      ...{ isolation, onCorrupt, maxBytes, onNotice, isBounded, positions: this.#positions },
      emptyMs: heartbeatsWhenEmpty * heartbeatMs,
    });
    const { topics, wantedTopics } = options;
    this.#topics = new SubscribedTopics(client, { topics, wantedTopics, everyMs: topicsMs });
    this.#running = this.#run().catch((error) => this.#reading.fail(error));
  }

  /**
   * Yields the records of the partitions that the member is assigned. The records of a chunk count
   * as used when the next chunk is requested.
   *
   * @throws As `readPartitions()`, and {@link KafkaError} if the group rejects the member.
   */
  async *chunks(signal: AbortSignal): AsyncGenerator<RecordChunk, void, void> {
    const abort = (): void => this.#reading.fail(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
    try {
      yield* this.#reading.chunks();
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  /**
   * Returns a function that notes that the records of the latest chunk that were visited until now
   * have been delivered, even if the next chunk is never requested.
   */
  mark(): () => void {
    return this.#reading.mark();
  }

  /**
   * Notes that the records of the current chunk before `offset` have been used, even if the next
   * chunk is never requested.
   */
  reach(offset: bigint): void {
    this.#reading.reach(offset);
  }

  /** Notes that all records that were used have been delivered. */
  deliverAll(): void {
    this.#positions.deliverAll();
  }

  /**
   * Commits the offsets of delivered records, and leaves the group.
   *
   * @throws {FailedError} If the offsets cannot be committed.
   */
  async close(): Promise<void> {
    const closed = new FailedError("Cannot read: the member has left the group");
    this.#stop.abort(closed);
    this.#reading.fail(closed);
    await this.#running;
    const { group } = this.#options;
    const limit = new AbortController();
    const late = new FailedError(
      `Cannot commit the offsets of group ${JSON.stringify(group)}: the broker does not respond`,
      { hint: recommittedHint },
    );
    const cancel = after(this.#times.closeMs, () => limit.abort(late));
    try {
      const state = await this.#commit(limit.signal);
      if (state !== "stable") throw refusedCommitError(group);
      await this.#membership.leave(limit.signal).catch((error: unknown) => {
        // The offsets are committed, and the group removes a silent member by itself.
        if (!(error instanceof WahError)) throw error;
      });
    } finally {
      cancel();
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const { onNotice } = this.#options;
    while (!signal.aborted) {
      onNotice({ kind: "joining" });
      const generation = await this.#join(signal);
      await using pulse = new Pulse({
        intervalMs: this.#times.heartbeatMs,
        beat: (signal) => this.#beat(signal),
      });
      const mustRejoin = await this.#apply(generation, signal);
      const state = mustRejoin ? "rebalancing" : await this.#stay(generation, pulse, signal);
      await pulse[Symbol.asyncDispose]();
      await this.#giveUp(generation, state, signal);
    }
  }

  async #join(signal: AbortSignal): Promise<Generation> {
    return await joinGeneration(this.#membership, {
      subscription: () => ({
        topics: this.#topics.names,
        owned: byTopic(this.#positions.partitions),
        generation: this.#ownedSince,
      }),
      onLost: () => this.#lose(),
      countPartitions: (topics) =>
        this.#retry.run(() => this.#topics.count(topics, signal), signal),
      rebalanceTimeoutMs: this.#times.rebalanceTimeoutMs,
      signal,
    });
  }

  /** Reads the partitions of a generation; returns whether it must be joined again at once. */
  async #apply({ partitions, assignor }: Generation, signal: AbortSignal): Promise<boolean> {
    const { group, start, isBounded, isolation, onNotice } = this.#options;
    const wanted = new Set(partitions.map(partitionKey));
    const revoked = this.#positions.partitions.filter((own) => !wanted.has(partitionKey(own)));
    const added = partitions.filter((partition) => !this.#positions.has(partition));
    const mustRejoin = revoked.length > 0 && assignor.isCooperative;
    if (revoked.length > 0 || added.length > 0 || !this.#reading.isStarted) {
      // Without cooperation, other members read these already.
      if (revoked.length > 0 && !mustRejoin) this.#drop(revoked);
      const where = { group, partitions: added, start, isBounded, isolation, signal };
      const starts = await this.#retry.run(() => startPositions(this.#client, where), signal);
      this.#reading.stop();
      if (mustRejoin) {
        await resolvesWithin(this.#reading.whenUsed, this.#times.lastUseMs);
        await this.#commit(signal, revoked);
        this.#positions.remove(revoked);
      }
      this.#positions.add(starts);
      this.#reading.start();
    }
    this.#ownedSince = this.#membership.generation;
    onNotice({ kind: "assigned", partitions });
    return mustRejoin;
  }

  /** Waits until the member has to join again. */
  async #stay(
    { distributed }: Generation,
    pulse: Pulse,
    signal: AbortSignal,
  ): Promise<MemberState | "paused"> {
    const changes = new AbortController();
    const changed = this.#topics.changed(distributed, changes.signal);
    try {
      const again = changed.then(() => "rebalancing" as const);
      return await abortable(Promise.race([pulse.ended, again]), signal);
    } finally {
      changes.abort(new Error("The generation is over"));
      await Promise.allSettled([changed]);
    }
  }

  /** Sends a heartbeat, and commits what was delivered since the last one. */
  async #beat(signal: AbortSignal): Promise<MemberState | "paused"> {
    if (this.#reading.stuckForMs >= this.#times.maxStuckMs) return "paused";
    const state = await this.#membership.heartbeat(signal);
    return state === "stable" ? await this.#commit(signal) : state;
  }

  /** Gives up the partitions that the member must not keep until it has joined again. */
  async #giveUp(
    { assignor }: Generation,
    state: MemberState | "paused",
    signal: AbortSignal,
  ): Promise<void> {
    if (state === "lost") return this.#lose();
    if (state === "paused") return await this.#pause(signal);
    if (assignor.isCooperative) {
      if (await this.#commit(signal) === "lost") this.#lose();
      return;
    }
    this.#reading.stop();
    await resolvesWithin(this.#reading.whenUsed, this.#times.lastUseMs);
    await this.#commit(signal);
    this.#drop();
  }

  /** Leaves the group until the caller has used its chunk. */
  async #pause(signal: AbortSignal): Promise<void> {
    this.#options.onNotice({ kind: "paused", afterMs: this.#times.maxStuckMs });
    this.#reading.stop();
    await this.#commit(signal);
    await this.#membership.leave(signal);
    await abortable(this.#reading.whenUsed, signal);
    this.#drop();
  }

  /** Drops all partitions: another member may read them already. */
  #lose(): void {
    if (this.#positions.partitions.length > 0) this.#options.onNotice({ kind: "expelled" });
    this.#drop();
    this.#ownedSince = null;
  }

  #drop(partitions = this.#positions.partitions): void {
    this.#reading.stop();
    this.#positions.remove(partitions);
  }

  async #commit(
    signal: AbortSignal,
    partitions?: readonly TopicPartition[],
  ): Promise<MemberState> {
    const offsets = this.#positions.uncommitted(partitions);
    const state = await this.#membership.commit(offsets, signal);
    if (state === "stable") this.#positions.committed(offsets);
    return state;
  }
}

const recommittedHint = "Expect the records since the last commit again";

function refusedCommitError(group: string): WahError {
  return new FailedError(
    `Cannot commit the offsets of group ${JSON.stringify(group)}: ` +
      "the group has moved on to another generation",
    { hint: recommittedHint },
  );
}
