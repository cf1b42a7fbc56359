/** What every question to a cluster may be given. */
export interface AdminOptions {
  readonly signal?: AbortSignal;
  /** Time for the whole; each function says what it is when left out. */
  readonly timeoutMs?: number;
}
