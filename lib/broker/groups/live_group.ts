import type { Clock, Timer } from "../clock.ts";
import type { CommitQueue } from "../log/commit_queue.ts";
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

/** What a group runs on. */
export interface LiveGroupOptions {
  readonly id: string;
  readonly settings: GroupSettings;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  /** Where it goes on. */
  readonly past: GroupPast;
  /** Whether the store knows it. */
  readonly isStored: boolean;
  /** Told after each event, when the group may have become superfluous. */
  readonly onSettled: (group: LiveGroup) => void;
}

/** An answer that waits for a commit: the one of the store effect of that number. */
interface HeldReply {
  readonly afterStore: number;
  readonly to: ReplyId;
  readonly reply: Reply;
}

/**
 * A group at work: runs the effects of the state machine in their order.
 *
 * A new generation is on disk before anyone is told of it, so that no generation is ever given
 * twice, not even over a crash. When the disk refuses it, everyone has to join anew.
 */
export class LiveGroup implements Disposable {
  readonly id: string;
  /** A deletion is on its way to the disk: until it is there, nobody may join or commit. */
  deleting = false;
  readonly #options: LiveGroupOptions;
  readonly #group: Group;
  readonly #timers = new Map<string, Timer>();
  readonly #waiting = new Map<ReplyId, (reply: Reply) => void>();
  #held: HeldReply[] = [];
  #nextReply: ReplyId = 0;
  #lastStore = 0;
  #settledStore = 0;
  #works = 0;
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

  /** Whether the store knows it. */
  get isStored(): boolean {
    return this.#isStored;
  }

  /** Whether nobody is there and nothing is on its way to the disk. */
  get isIdle(): boolean {
    return this.#group.isDeserted && this.#works === 0 && !this.deleting &&
      this.#settledStore === this.#lastStore;
  }

  /** Whether forgetting it loses nothing: idle, and never stored. */
  get isSuperfluous(): boolean {
    return !this.#isStored && this.isIdle;
  }

  /** Resolves when the group is complete, or at once with a refusal or an id to join with. */
  async join(request: JoinRequest, signal: AbortSignal): Promise<JoinReply> {
    const reply = await this.#park(signal, (to, now) => this.#group.join(request, to, now));
    return reply?.kind === "join" ? reply : joinRefusal("COORDINATOR_NOT_AVAILABLE", "");
  }

  /** Resolves when the leader has assigned, or at once with a refusal. */
  async sync(request: SyncRequest, signal: AbortSignal): Promise<SyncReply> {
    const reply = await this.#park(signal, (to, now) => this.#group.sync(request, to, now));
    return reply?.kind === "sync" ? reply : syncRefusal("COORDINATOR_NOT_AVAILABLE");
  }

  /** Gives the group an event that is answered at once. */
  tell<Answer>(event: (group: Group, now: number) => Answer): Answer {
    const answer = event(this.#group, this.#options.clock.now());
    this.#runEffects();
    return answer;
  }

  /** Keeps the group from being forgotten while `work` is on its way to the disk. */
  async during<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    this.#works += 1;
    try {
      return await work();
    } finally {
      this.#works -= 1;
      this.#options.onSettled(this);
    }
  }

  /** The store knows the group from now on. */
  stored(): void {
    this.#isStored = true;
  }

  /** Stops all timers; whoever waits is told to look for the coordinator again. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    this.#held = [];
    const refusal = syncRefusal("COORDINATOR_NOT_AVAILABLE");
    for (const answer of [...this.#waiting.values()]) answer(refusal);
  }

  /** Null when the connection ended first. */
  #park(
    signal: AbortSignal,
    event: (to: ReplyId, now: number) => void,
  ): Promise<Reply | null> {
    if (signal.aborted) {
      this.#options.onSettled(this);
      return Promise.resolve(null);
    }
    const { promise, resolve } = Promise.withResolvers<Reply | null>();
    const to = this.#nextReply++;
    const hangUp = (): void => {
      this.#waiting.delete(to);
      this.tell((group, now) => group.disconnected(to, now));
      resolve(null);
    };
    signal.addEventListener("abort", hangUp, { once: true });
    this.#waiting.set(to, (reply) => {
      this.#waiting.delete(to);
      signal.removeEventListener("abort", hangUp);
      resolve(reply);
    });
    this.tell((_, now) => event(to, now));
    return promise;
  }

  #runEffects(): void {
    for (const effect of this.#group.takeEffects()) this.#run(effect);
    this.#options.onSettled(this);
  }

  #run(effect: GroupEffect): void {
    if (effect.kind === "store") return this.#store(effect);
    if (effect.kind === "set-timer") return this.#startTimer(effect.timer, effect.delayMs);
    if (effect.kind === "clear-timer") return this.#stopTimer(effect.timer);
    const { to, reply } = effect;
    if (this.#settledStore === this.#lastStore) this.#waiting.get(to)?.(reply);
    else this.#held.push({ afterStore: this.#lastStore, to, reply });
  }

  #store({ generation, protocolType, emptySince }: GroupPast): void {
    const number = ++this.#lastStore;
    const group = { groupId: this.id, generation, protocolType, emptySince };
    this.#options.commits.enqueue({ apply: (store) => putGroup(store, group) }).then(
      () => this.#committed(number),
      () => this.#refused(number),
    );
  }

  #committed(number: number): void {
    this.stored();
    for (const { to, reply } of this.#settle(number)) this.#waiting.get(to)?.(reply);
    this.#options.onSettled(this);
  }

  #refused(number: number): void {
    for (const { to, reply } of this.#settle(number)) {
      this.#waiting.get(to)?.(
        reply.kind === "join" ? joinRefusal("NOT_COORDINATOR", "") : syncRefusal("NOT_COORDINATOR"),
      );
    }
    this.#group.abandon(this.#options.clock.now());
    this.#runEffects();
  }

  #settle(number: number): HeldReply[] {
    this.#settledStore = number;
    const free = this.#held.filter(({ afterStore }) => afterStore <= number);
    this.#held = this.#held.filter(({ afterStore }) => afterStore > number);
    return free;
  }

  #startTimer(timer: GroupTimer, delayMs: number): void {
    this.#stopTimer(timer);
    if (this.#disposed) return;
    const { clock } = this.#options;
    const dueAt = clock.now() + delayMs;
    const started = clock.after(delayMs, () => {
      this.#timers.delete(timerKey(timer));
      // Sessions forgive by themselves: they know when a member was heard.
      const isLate = timer.kind !== "session" && clock.now() - dueAt > maxTimerLagMs;
      if (isLate) return this.#startTimer(timer, delayMs);
      this.tell((group, now) => group.timeout(timer, now));
    });
    this.#timers.set(timerKey(timer), started);
  }

  #stopTimer(timer: GroupTimer): void {
    this.#timers.get(timerKey(timer))?.cancel();
    this.#timers.delete(timerKey(timer));
  }
}

function timerKey(timer: GroupTimer): string {
  return "memberId" in timer ? `${timer.kind} ${timer.memberId}` : timer.kind;
}
