/** Options of every admin request. */
export interface AdminOptions {
  readonly signal?: AbortSignal;
  /** Time limit. Each function documents its meaning and its default. */
  readonly timeoutMs?: number;
}
