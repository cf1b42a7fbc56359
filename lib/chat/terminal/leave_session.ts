import { abortable } from "../../async/abortable.ts";
import { FailedError } from "../../errors.ts";
import type { Session } from "../session/session.ts";

/** How a chat in lines or on the full screen has ended. */
export interface ChatOutcome {
  /** `switched`: the user wants the other one of the two. */
  readonly kind: "left" | "switched";
  /** Whether the broker is connected. */
  readonly isUp: boolean;
}

/** Dependencies of {@link leaveSession}. */
export interface LeaveSessionOptions {
  /** Resolves when the user leaves or switches. */
  readonly ended: Promise<ChatOutcome["kind"]>;
  /** Prints the texts that are unsent, because they are stored nowhere else. */
  noticeUnsent(): void;
  isUp(): boolean;
  readonly signal: AbortSignal;
}

/**
 * Waits until a chat ends, and reports what is unsent then.
 *
 * @throws {FailedError} If messages were left unsent.
 * @throws The signal's reason, when it aborts.
 */
export async function leaveSession(
  session: Pick<Session, "unsent">,
  { ended, noticeUnsent, isUp, signal }: LeaveSessionOptions,
): Promise<ChatOutcome> {
  let kind: ChatOutcome["kind"] = "left";
  try {
    kind = await abortable(ended, signal);
  } catch (error) {
    // Unsent messages come first: they are reported below.
    if (!signal.aborted || error !== signal.reason) {
      noticeUnsent();
      throw error;
    }
  }
  if (kind === "switched") return { kind, isUp: isUp() };
  noticeUnsent();
  const { unsent } = session;
  if (unsent.length > 0) {
    throw new FailedError(
      `Cannot send ${unsent.length} of the lines typed: the broker did not accept them`,
    );
  }
  signal.throwIfAborted();
  return { kind, isUp: isUp() };
}
