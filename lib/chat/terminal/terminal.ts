import type { Session } from "../session/session.ts";
import type { TerminalChatOptions } from "./chat_options.ts";
import { EventTap } from "./event_tap.ts";
import { sharedRead } from "./keyboard.ts";
import type { ChatOutcome } from "./leave_session.ts";
import { chatInLines } from "./line_chat.ts";
import { TerminalView } from "./terminal_view.ts";

/**
 * Chats on a terminal, line by line or on the full screen; the user can switch between the two.
 *
 * Returns when the user leaves. If messages are unsent then, asks the user first, unless they are
 * sent before the user answers.
 *
 * @throws {FailedError} If messages were left unsent.
 * @throws The signal's reason, when it aborts; the terminal is restored.
 */
export async function chatOnTerminal(
  session: Session,
  options: TerminalChatOptions,
): Promise<void> {
  const events = new EventTap(session.events());
  const read = sharedRead(options.terminal);
  let view: TerminalView | undefined;
  let outcome: ChatOutcome = { kind: "switched", isUp: true };
  let isFull = options.full.isFirst;
  let isBack = false;
  try {
    while (outcome.kind === "switched") {
      const { isUp } = outcome;
      if (isFull) {
        const { chatOnFullScreen } = await (import("./full/full_chat.ts" as string) as Promise<
          typeof import("./full/full_chat.ts")
        >);
        outcome = await chatOnFullScreen(session, options, { events, read, isUp, isBack });
      } else {
        view ??= new TerminalView(session, options);
        outcome = await chatInLines(session, options, { events, read, view, isUp, isBack });
      }
      isFull = !isFull;
      isBack = true;
    }
  } finally {
    events.close();
  }
}
