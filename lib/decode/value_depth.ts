/** Deeper values are not decoded: printing and testing them is recursive. */
export const maxDepth = 500;

/** Whether a decoded value is nested more than {@link maxDepth} levels deep. */
export function isTooDeep(value: unknown): boolean {
  return exceeds(value, maxDepth);
}

function exceeds(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false;
  if (levels === 0) return true;
  for (const name in value) {
    if (exceeds((value as Record<string, unknown>)[name], levels - 1)) return true;
  }
  return false;
}
