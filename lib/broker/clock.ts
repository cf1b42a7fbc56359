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

/** Longest delay that the platform's timers take (25 days); a longer one is cut to it. */
const maxDelayMs = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, action): Timer {
    const handle = setTimeout(action, Math.min(Math.max(0, delayMs), maxDelayMs));
    return { cancel: () => clearTimeout(handle) };
  },
};
