const firstDelayMs = 50;
const longestDelayMs = 1000;

/** Returns the pause before the next attempt: 50 ms after one failure, doubling up to 1 s. */
export function backoffMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs);
}
