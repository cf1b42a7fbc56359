import { BrokerSettings } from "../../../../lib/broker/configs/broker_settings.ts";
import { GroupCoordinator } from "../../../../lib/broker/groups/coordinator.ts";
import type { GroupError, JoinReply } from "../../../../lib/broker/groups/group_model.ts";
import { LimitWatch } from "../../../../lib/broker/limit_watch.ts";
import { defaultLimits } from "../../../../lib/broker/limits.ts";
import { CommitQueue } from "../../../../lib/broker/log/commit_queue.ts";
import { Store } from "../../../../lib/broker/store/store.ts";
import type { Topic } from "../../../../lib/broker/topics/topic.ts";
import { TopicRegistry } from "../../../../lib/broker/topics/topic_registry.ts";
import { ManualClock } from "../_manual_clock.ts";
import { claimOf, type JoinOptions, joinRequest } from "./_group_script.ts";

/** A coordinator with a separate store, in memory unless a path is given. */
export class CoordinatorFixture implements Disposable {
  readonly clock = new ManualClock();
  readonly store: Store;
  readonly commits: CommitQueue;
  readonly topics: TopicRegistry;
  readonly groups: GroupCoordinator;
  /** The default connection of requests. */
  readonly connection = new AbortController();

  /** The lines that were logged. */
  readonly log: string[] = [];

  constructor(path = ":memory:", limits = { maxGroups: 100, maxMembersPerGroup: 100 }) {
    const limitWatch = new LimitWatch(
      { ...defaultLimits, ...limits },
      (line) => void this.log.push(line),
    );
    this.store = new Store({ path });
    this.commits = new CommitQueue(this.store);
    this.topics = new TopicRegistry(this.store, this.commits);
    this.groups = new GroupCoordinator({ ...this, limitWatch, settings: new BrokerSettings() });
  }

  /** Joins a group in one step. */
  async join(groupId: string, options: JoinOptions = {}): Promise<JoinReply> {
    const reply = this.parkedJoin(groupId, options);
    this.clock.advance(0);
    return await reply;
  }

  /** Joins a group, without time passing. */
  parkedJoin(
    groupId: string,
    options: JoinOptions = {},
    signal = this.connection.signal,
  ): Promise<JoinReply> {
    return this.groups.join(groupId, joinRequest({ version: 3, ...options }), signal);
  }

  async topic(name: string, partitionCount = 2): Promise<Topic> {
    return await this.topics.create({ name, partitionCount, configs: new Map() });
  }

  /** Commits one offset; the claim is written as in {@link claimOf}. */
  async commit(groupId: string, claim: string, topic: Topic, offset: bigint): Promise<GroupError> {
    return await this.groups.commitOffsets(groupId, claimOf(claim), [{
      topicId: topic.id,
      partition: 0,
      committedOffset: offset,
      leaderEpoch: 0,
      metadata: "note",
    }]);
  }

  /** Returns the committed offset of partition 0. */
  committed(groupId: string, topic: Topic): bigint | undefined {
    const key = { groupId, topicId: topic.id, partition: 0 };
    return this.groups.committedOffset(key)?.committedOffset;
  }

  [Symbol.dispose](): void {
    this.groups[Symbol.dispose]();
    this.commits.flush();
    this.store.close();
  }
}

/** Runs all pending work of the event loop, except commits. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
