import type { GroupEffects } from "./group_effects.ts";
import type { Member } from "./group_model.ts";

/**
 * A timer that runs out this much too late tells of a process that stood still, not of a silent
 * member: its requests lie unread in the sockets, or the whole machine was asleep.
 */
export const maxTimerLagMs = 1000;

/**
 * The session timers of a group's members.
 *
 * Whoever waits in a parked JoinGroup or SyncGroup cannot send heartbeats meanwhile, so no timer
 * runs for it; its connection tells when it is gone.
 */
export class Sessions {
  readonly #effects: GroupEffects;

  constructor(effects: GroupEffects) {
    this.#effects = effects;
  }

  /** The member gave a sign of life, or was given an answer to go on from. */
  heard(member: Member, now: number): void {
    member.lastHeardAt = now;
    if (!isParked(member)) this.#start(member, member.sessionTimeoutMs);
  }

  /** The member waits from now on. */
  parked(member: Member): void {
    this.end(member);
  }

  end(member: Member): void {
    this.#effects.clearTimer({ kind: "session", memberId: member.id });
  }

  /** Whether the member is to be given up, now that its timer has run out; else it goes on. */
  isOver(member: Member, now: number): boolean {
    if (isParked(member)) return false;
    const lagMs = now - member.lastHeardAt - member.sessionTimeoutMs;
    if (lagMs >= 0 && lagMs <= maxTimerLagMs) return true;
    if (lagMs > maxTimerLagMs) this.heard(member, now);
    else this.#start(member, Math.min(-lagMs, member.sessionTimeoutMs));
    return false;
  }

  #start(member: Member, delayMs: number): void {
    this.#effects.setTimer({ kind: "session", memberId: member.id }, delayMs);
  }
}

function isParked(member: Member): boolean {
  return member.parkedJoin !== null || member.parkedSync !== null;
}
