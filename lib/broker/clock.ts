import { after } from "../async/timer.ts";

/** A timer that was started; `cancel` is safe at any time. */
export interface Timer {
  cancel(): void;
}

/** Time as the broker sees it, so that tests can hold it still. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `action` once, `delayMs` from now. */
  after(delayMs: number, action: () => void): Timer;
}

/**
 * `setTimeout` loads slowly at its first use. So until there is a shorter delay than this, delays
 * go without it: the first ones are those of periodic work, before anyone can connect.
 */
const longDelayMs = 1000;
let hasShortDelays = false;

/** Longest delay that the platform's timers take (25 days); a longer one is cut to it. */
const maxDelayMs = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, action): Timer {
    const waitMs = Math.min(Math.max(0, delayMs), maxDelayMs);
    hasShortDelays ||= waitMs < longDelayMs;
    if (!hasShortDelays) return { cancel: after(waitMs, action) };
    const handle = setTimeout(action, waitMs);
    return { cancel: () => clearTimeout(handle) };
  },
};

/** Loads the platform's timers, so that the first commit does not have to. */
export function loadTimers(): void {
  clearTimeout(setTimeout(() => {}, 0));
}
