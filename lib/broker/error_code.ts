/** Returns the system's name for an error, for example "ENOENT"; empty if it has none. */
export function errorCode(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? "");
}
