import type {
  GroupEffect,
  GroupPast,
  GroupTimer,
  JoinReply,
  ReplyId,
  SyncReply,
} from "./group_model.ts";

/** What a group wants done and nobody has taken yet, in order. */
export class GroupEffects {
  #queued: GroupEffect[] = [];

  /** Everything since the last call. */
  take(): GroupEffect[] {
    const effects = this.#queued;
    this.#queued = [];
    return effects;
  }

  reply(to: ReplyId, reply: JoinReply | SyncReply): void {
    this.#queued.push({ kind: "reply", to, reply });
  }

  /** A timer that runs already starts again. */
  setTimer(timer: GroupTimer, delayMs: number): void {
    this.#queued.push({ kind: "set-timer", timer, delayMs });
  }

  clearTimer(timer: GroupTimer): void {
    this.#queued.push({ kind: "clear-timer", timer });
  }

  store({ generation, protocolType, emptySince }: GroupPast): void {
    this.#queued.push({ kind: "store", generation, protocolType, emptySince });
  }
}
