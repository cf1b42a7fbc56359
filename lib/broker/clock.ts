import { after, type Clock, systemClock } from "../async/timer.ts";

/**
 * The first use of `setTimeout` is slow. So delays do without it until one is shorter than this:
 * the first ones are those of periodic work, before a client can connect.
 */
const longDelayMs = 1000;
let hasShortDelays = false;

/** Longest delay of the platform's timers (25 days); a longer one is shortened to it. */
const maxDelayMs = 2 ** 31 - 1;

/** The clock of this machine, with fast timers for short delays. */
export const brokerClock: Clock = {
  ...systemClock,
  after(delayMs, call): () => void {
    const waitMs = Math.min(Math.max(0, delayMs), maxDelayMs);
    hasShortDelays ||= waitMs < longDelayMs;
    if (!hasShortDelays) return after(waitMs, call);
    const handle = setTimeout(call, waitMs);
    return () => clearTimeout(handle);
  },
};

/** Loads the platform's timers, so that the first commit does not wait for that. */
export function loadTimers(): void {
  clearTimeout(setTimeout(() => {}, 0));
}
