/** When the bell of the terminal rings; see {@link bells}. */
export type Bell = typeof bells[number];

/**
 * What `--bell` takes: never; when somebody names one or writes to one alone; only for the latter;
 * for everything that others say.
 */
export const bells = ["off", "mention", "dm", "all"] as const;

/** What the bell must know of a message. */
export interface BellMessage {
  readonly isOwn: boolean;
  readonly isDirect: boolean;
  readonly isMention: boolean;
}

/** Whether a new message rings the bell; one's own never does. */
export function rings(bell: Bell, { isOwn, isDirect, isMention }: BellMessage): boolean {
  if (isOwn || bell === "off") return false;
  if (bell === "all" || isDirect) return true;
  return bell === "mention" && isMention;
}
