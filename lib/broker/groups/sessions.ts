import type { GroupEffects } from "./group_effects.ts";
import type { Member } from "./group_model.ts";

/**
 * A timer that fires this late means that this process was suspended, not that the member is dead:
 * its requests may be waiting in the sockets.
 */
export const maxTimerLagMs = 1000;

/**
 * The session timers of a group's members.
 *
 * A member that waits in a parked JoinGroup or SyncGroup cannot send heartbeats in the meantime, so
 * its timer does not run; the end of its connection shows that it is gone.
 */
export class Sessions {
  readonly #effects: GroupEffects;

  constructor(effects: GroupEffects) {
    this.#effects = effects;
  }

  /** Starts the timer again: the member sent a request, or its parked request was answered. */
  restart(member: Member, now: number): void {
    member.lastHeardAt = now;
    if (!isParked(member)) this.#start(member, member.sessionTimeoutMs);
  }

  /** Stops the timer while the member waits in a parked request. */
  pause(member: Member): void {
    this.stop(member);
  }

  stop(member: Member): void {
    this.#effects.clearTimer({ kind: "session", memberId: member.id });
  }

  /** Whether the member expires now that its timer has fired; if not, the timer continues. */
  isExpired(member: Member, now: number): boolean {
    if (isParked(member)) return false;
    const lagMs = now - member.lastHeardAt - member.sessionTimeoutMs;
    if (lagMs >= 0 && lagMs <= maxTimerLagMs) return true;
    if (lagMs > maxTimerLagMs) this.restart(member, now);
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
