import { visible } from "../../text/visible.ts";
import { channelKey } from "../log/channel.ts";
import type { ChatInput } from "./chat_input.ts";
import type { Footer, PromptMark } from "./screen.ts";
import type { Session } from "../session/session.ts";
import { unsentLines } from "./unsent_lines.ts";

/** The state that the footer shows in addition to the typed line. */
export interface FooterState {
  /** Whether the broker is connected. */
  readonly isUp: boolean;
  readonly showsUnsent: boolean;
  /** Whether the user is asked to confirm that unsent lines are lost. */
  readonly asksToLeave: boolean;
  /** The mark of the cluster at the start of the prompt. Default: none. */
  readonly mark?: PromptMark | undefined;
}

/** Returns the footer of a chat: the unsent lines, and the prompt with the typed line. */
export function chatFooter(
  session: Session,
  input: Pick<ChatInput, "text" | "cursor" | "editing">,
  { isUp, showsUnsent, asksToLeave, mark }: FooterState,
): Footer {
  const { unsent, current } = session;
  const status = showsUnsent ? unsentLines(unsent, current) : [];
  if (asksToLeave) {
    const count = unsent.length === 1 ? "1 line is" : `${unsent.length} lines are`;
    return { status, prompt: `${count} unsent. Leave anyway? (y/n) `, text: "", cursor: 0 };
  }
  const { text, cursor } = input;
  const prompt = promptOf(session, input, isUp);
  if (mark === undefined) return { status, prompt, text, cursor };
  return { status, prompt: `${mark.text} ${prompt}`, mark, text, cursor };
}

function promptOf(
  session: Session,
  { editing }: Pick<ChatInput, "editing">,
  isUp: boolean,
): string {
  const { author, current } = session;
  const where = session.channels().length > 1 || current.kind === "direct"
    ? ` [${visible(channelKey(current))}]`
    : "";
  const what = editing === undefined ? "" : ` (edit ${editing.number})`;
  return `${visible(author)}${where}${isUp ? "" : " (offline)"}${what}> `;
}
