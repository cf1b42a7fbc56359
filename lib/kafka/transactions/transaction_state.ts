/** The states of a transaction. The last three of them are over, or have not begun. */
export const transactionStates = [
  ...["Ongoing", "PrepareCommit", "PrepareAbort", "PrepareEpochFence", "Dead"] as const,
  ...["Empty", "CompleteCommit", "CompleteAbort"] as const,
];

const idle: readonly string[] = ["Empty", "CompleteCommit", "CompleteAbort"];

/** Whether a transaction is open: it has begun, and is not over. */
export function isOpen({ state }: { readonly state: string }): boolean {
  return !idle.includes(state);
}
