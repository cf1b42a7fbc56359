import type {
  GroupEffect,
  GroupError,
  GroupPast,
  GroupTimer,
  JoinReply,
  Member,
  ReplyId,
  SyncReply,
} from "./group_model.ts";
import { joinRefusal, syncRefusal } from "./group_replies.ts";

/** A queue of the effects of a group, in order. */
export class GroupEffects {
  #queued: GroupEffect[] = [];

  /** Returns and removes all queued effects. */
  take(): GroupEffect[] {
    const effects = this.#queued;
    this.#queued = [];
    return effects;
  }

  reply(to: ReplyId, reply: JoinReply | SyncReply): void {
    this.#queued.push({ kind: "reply", to, reply });
  }

  /** Rejects a JoinGroup. */
  rejectJoin(to: ReplyId, error: GroupError, memberId: string): void {
    this.reply(to, joinRefusal(error, memberId));
  }

  /** Rejects the parked requests of a member. */
  rejectParked(member: Member, error: GroupError, memberId: string): void {
    if (member.parkedJoin !== null) this.rejectJoin(member.parkedJoin, error, memberId);
    if (member.parkedSync !== null) this.reply(member.parkedSync, syncRefusal(error));
    member.parkedJoin = null;
    member.parkedSync = null;
  }

  /** Starts a timer, or restarts it if it is running. */
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
