import { after } from "../async/timer.ts";

/** A running timer; `cancel` is safe at any time. */
export interface Timer {
  cancel(): void;
}

/** The clock of the broker, which tests replace. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `action` once, `delayMs` from now. */
  after(delayMs: number, action: () => void): Timer;
}

/**
 * The first use of `setTimeout` is slow. So delays do without it until one is shorter than this:
 * the first ones are those of periodic work, before a client can connect.
 */
const longDelayMs = 1000;
let hasShortDelays = false;

/** Longest delay of the platform's timers (25 days); a longer one is shortened to it. */
const maxDelayMs = 2 ** 31 - 1;

/** The clock of this machine. */
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

/** Loads the platform's timers, so that the first commit does not wait for that. */
export function loadTimers(): void {
  clearTimeout(setTimeout(() => {}, 0));
}
