import type { Clock } from "../../async/timer.ts";
import { type CommitQueue, StorageError } from "../log/commit_queue.ts";
import { putGroup } from "../store/offsets.ts";
import { Group } from "./group.ts";
import type {
  GroupEffect,
  GroupPast,
  GroupSettings,
  GroupTimer,
  GroupView,
  JoinReply,
  JoinRequest,
  ReplyId,
  SyncReply,
  SyncRequest,
} from "./group_model.ts";
import { joinRefusal, syncRefusal } from "./group_replies.ts";
import { maxTimerLagMs } from "./sessions.ts";

type Reply = JoinReply | SyncReply;

/** Options of {@link LiveGroup}. */
export interface LiveGroupOptions {
  readonly id: string;
  readonly settings: GroupSettings;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  /** The stored state that it continues from. */
  readonly past: GroupPast;
  /** Whether the group is stored. */
  readonly isStored: boolean;
  /** Called after each event, after which {@link LiveGroup.canForget} may be true. */
  readonly afterEvent: (group: LiveGroup) => void;
}

/** A reply that waits for the commit of the store effect of that number. */
interface HeldReply {
  readonly afterStore: number;
  readonly to: ReplyId;
  readonly reply: Reply;
}

/**
 * A consumer group of the running broker: runs the effects of the state machine in order.
 *
 * A new generation is on disk before a reply states it, so that no generation is assigned twice,
 * even after a crash. If the disk rejects it, all members have to join again.
 */
export class LiveGroup implements Disposable {
  readonly id: string;
  /** Whether a deletion is being written. Until it is on disk, joins and commits are rejected. */
  isDeleting = false;
  readonly #options: LiveGroupOptions;
  readonly #group: Group;
  readonly #cancelTimers = new Map<string, () => void>();
  readonly #waiting = new Map<ReplyId, (reply: Reply) => void>();
  #held: HeldReply[] = [];
  #nextReply: ReplyId = 0;
  #lastStore = 0;
  #finishedStore = 0;
  #pendingWrites = 0;
  #isStored: boolean;
  #disposed = false;

  constructor(options: LiveGroupOptions) {
    this.id = options.id;
    this.#options = options;
    this.#isStored = options.isStored;
    this.#group = new Group(options.settings, options.past);
  }

  get view(): GroupView {
    return this.#group;
  }

  /** Whether the group is stored. */
  get isStored(): boolean {
    return this.#isStored;
  }

  /** Whether it has no members and no write is pending. */
  get isIdle(): boolean {
    return this.#group.isUnused && this.#pendingWrites === 0 && !this.isDeleting &&
      this.#finishedStore === this.#lastStore;
  }

  /** Whether it is idle and was never stored, so that forgetting it loses nothing. */
  get canForget(): boolean {
    return !this.#isStored && this.isIdle;
  }

  /** Handles a JoinGroup. Resolves when the group is complete, or now with an error or a new id. */
  async join(request: JoinRequest, signal: AbortSignal): Promise<JoinReply> {
    const reply = await this.#park(signal, (to, now) => this.#group.join(request, to, now));
    return reply?.kind === "join" ? reply : joinRefusal("COORDINATOR_NOT_AVAILABLE", "");
  }

  /** Handles a SyncGroup. Resolves when the leader has assigned, or now with an error. */
  async sync(request: SyncRequest, signal: AbortSignal): Promise<SyncReply> {
    const reply = await this.#park(signal, (to, now) => this.#group.sync(request, to, now));
    return reply?.kind === "sync" ? reply : syncRefusal("COORDINATOR_NOT_AVAILABLE");
  }

  /** Applies an event that has an immediate answer. */
  apply<Answer>(event: (group: Group, now: number) => Answer): Answer {
    const answer = event(this.#group, this.#options.clock.now());
    this.#runEffects();
    return answer;
  }

  /** Runs `write`, and prevents that the group is forgotten in the meantime. */
  async whileWriting<Answer>(write: () => Promise<Answer>): Promise<Answer> {
    this.#pendingWrites += 1;
    try {
      return await write();
    } finally {
      this.#pendingWrites -= 1;
      this.#options.afterEvent(this);
    }
  }

  /** Records that the group is stored. */
  markStored(): void {
    this.#isStored = true;
  }

  /**
   * Stops all timers; clients that wait get an error that makes them look for the coordinator
   * again.
   */
  [Symbol.dispose](): void {
    this.#disposed = true;
    for (const cancel of this.#cancelTimers.values()) cancel();
    this.#cancelTimers.clear();
    this.#held = [];
    const refusal = syncRefusal("COORDINATOR_NOT_AVAILABLE");
    for (const answer of [...this.#waiting.values()]) answer(refusal);
  }

  /** Parks a request until the group answers it; resolves to null if the connection ends first. */
  #park(
    signal: AbortSignal,
    event: (to: ReplyId, now: number) => void,
  ): Promise<Reply | null> {
    if (signal.aborted) {
      this.#options.afterEvent(this);
      return Promise.resolve(null);
    }
    const { promise, resolve } = Promise.withResolvers<Reply | null>();
    const to = this.#nextReply++;
    const disconnect = (): void => {
      this.#waiting.delete(to);
      this.apply((group, now) => group.disconnected(to, now));
      resolve(null);
    };
    signal.addEventListener("abort", disconnect, { once: true });
    this.#waiting.set(to, (reply) => {
      this.#waiting.delete(to);
      signal.removeEventListener("abort", disconnect);
      resolve(reply);
    });
    this.apply((_, now) => event(to, now));
    return promise;
  }

  #runEffects(): void {
    for (const effect of this.#group.takeEffects()) this.#run(effect);
    this.#options.afterEvent(this);
  }

  #run(effect: GroupEffect): void {
    if (effect.kind === "store") return this.#store(effect);
    if (effect.kind === "set-timer") return this.#startTimer(effect.timer, effect.delayMs);
    if (effect.kind === "clear-timer") return this.#stopTimer(effect.timer);
    const { to, reply } = effect;
    if (this.#finishedStore === this.#lastStore) this.#waiting.get(to)?.(reply);
    else this.#held.push({ afterStore: this.#lastStore, to, reply });
  }

  #store({ generation, protocolType, emptySince }: GroupPast): void {
    const number = ++this.#lastStore;
    const group = { groupId: this.id, generation, protocolType, emptySince };
    this.#options.commits.enqueue({ apply: (store) => putGroup(store, group) }).then(
      () => this.#storeCommitted(number),
      (error) => this.#storeFailed(number, error),
    );
  }

  #storeCommitted(number: number): void {
    this.markStored();
    for (const { to, reply } of this.#finishStore(number)) this.#waiting.get(to)?.(reply);
    this.#options.afterEvent(this);
  }

  #storeFailed(number: number, error: unknown): void {
    // The commit queue has logged the disk error.
    if (!(error instanceof StorageError)) throw error;
    for (const { to, reply } of this.#finishStore(number)) {
      this.#waiting.get(to)?.(
        reply.kind === "join" ? joinRefusal("NOT_COORDINATOR", "") : syncRefusal("NOT_COORDINATOR"),
      );
    }
    this.#group.abandon(this.#options.clock.now());
    this.#runEffects();
  }

  #finishStore(number: number): HeldReply[] {
    this.#finishedStore = number;
    const ready = this.#held.filter(({ afterStore }) => afterStore <= number);
    this.#held = this.#held.filter(({ afterStore }) => afterStore > number);
    return ready;
  }

  #startTimer(timer: GroupTimer, delayMs: number): void {
    this.#stopTimer(timer);
    if (this.#disposed) return;
    const { clock } = this.#options;
    const dueAt = clock.now() + delayMs;
    const cancel = clock.after(delayMs, () => {
      this.#cancelTimers.delete(timerKey(timer));
      // Sessions check for a late timer themselves: they know when a member sent a request.
      const isLate = timer.kind !== "session" && clock.now() - dueAt > maxTimerLagMs;
      if (isLate) return this.#startTimer(timer, delayMs);
      this.apply((group, now) => group.timeout(timer, now));
    });
    this.#cancelTimers.set(timerKey(timer), cancel);
  }

  #stopTimer(timer: GroupTimer): void {
    this.#cancelTimers.get(timerKey(timer))?.();
    this.#cancelTimers.delete(timerKey(timer));
  }
}

function timerKey(timer: GroupTimer): string {
  return "memberId" in timer ? `${timer.kind} ${timer.memberId}` : timer.kind;
}
