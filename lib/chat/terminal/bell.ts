/** When the bell of the terminal rings; see {@link bells}. */
export type Bell = typeof bells[number];

/**
 * The settings of the bell: never; for mentions and direct messages; for direct messages only; for
 * all messages of other users.
 */
export const bells = ["off", "mention", "dm", "all"] as const;

/** The properties of a message that decide whether the bell rings. */
export interface BellMessage {
  readonly isOwn: boolean;
  readonly isDirect: boolean;
  readonly isMention: boolean;
}

/** Returns whether a new message rings the bell. The user's own messages never do. */
export function rings(bell: Bell, { isOwn, isDirect, isMention }: BellMessage): boolean {
  if (isOwn || bell === "off") return false;
  if (bell === "all" || isDirect) return true;
  return bell === "mention" && isMention;
}
