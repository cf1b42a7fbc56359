/*
 * Timers for code that runs before the first request of a command. Deno's `setTimeout` loads its
 * node: layer at the first use, which takes longer than a round trip to a broker;
 * `AbortSignal.timeout` does not, but cannot be canceled. So one of those is armed at a time, for
 * the earliest deadline. If that is canceled, the signal fires without an effect.
 */

/** The time and timers; tests replace it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. Jumps if the time of the machine is set. */
  now(): number;
  /** Milliseconds since some fixed moment, for durations. Never jumps. */
  monotonicMs(): number;
  /**
   * Calls `call` once after `delayMs` milliseconds; returns a function that cancels it, which has
   * no effect after the call.
   */
  after(delayMs: number, call: () => void): () => void;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after,
};

interface Deadline {
  readonly atMs: number;
  readonly call: () => void;
}

/** Sorted by time, the earliest last. */
const deadlines: Deadline[] = [];
/** The armed timer; it keeps the process alive while it has a listener. */
let armed: { readonly atMs: number; readonly signal: AbortSignal } | null = null;

/**
 * Calls `call` once after `delayMs` milliseconds, as `setTimeout` does; returns a function that
 * cancels it.
 */
export function after(delayMs: number, call: () => void): () => void {
  const deadline = { atMs: performance.now() + delayMs, call };
  let at = deadlines.length;
  while (at > 0 && deadlines[at - 1]!.atMs <= deadline.atMs) at--;
  deadlines.splice(at, 0, deadline);
  arm();
  return () => {
    const index = deadlines.indexOf(deadline);
    if (index === -1) return;
    deadlines.splice(index, 1);
    if (deadlines.length === 0) armed?.signal.removeEventListener("abort", fire);
  };
}

/**
 * Calls `call` every `intervalMs` milliseconds, as `setInterval` does; returns a function that
 * cancels it.
 */
export function every(intervalMs: number, call: () => void): () => void {
  const again = (): void => {
    cancel = after(intervalMs, again);
    call();
  };
  let cancel = after(intervalMs, again);
  return () => cancel();
}

function arm(): void {
  const earliest = deadlines.at(-1);
  if (earliest === undefined) return;
  // A signal that has fired never fires again.
  if (armed === null || armed.signal.aborted || earliest.atMs < armed.atMs) {
    armed?.signal.removeEventListener("abort", fire);
    const delayMs = Math.ceil(Math.max(earliest.atMs - performance.now(), 0));
    armed = { atMs: earliest.atMs, signal: AbortSignal.timeout(delayMs) };
  }
  armed.signal.addEventListener("abort", fire);
}

function fire(): void {
  armed = null;
  const nowMs = performance.now();
  try {
    // One by one, because a call may cancel the next deadline.
    while (deadlines.length > 0 && deadlines.at(-1)!.atMs <= nowMs) deadlines.pop()!.call();
  } finally {
    arm();
  }
}
