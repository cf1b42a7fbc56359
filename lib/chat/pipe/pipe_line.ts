import { visible } from "../../text/visible.ts";
import type { RecordEffect } from "../session/live_fold.ts";
import {
  type Amendment,
  describeForeign,
  type NewMessage,
  positionKey,
} from "../message/message.ts";
import type { ChatRecord } from "../message/message.ts";
import { shortened } from "../message/user_name.ts";

/** The output of a pipe for a record. */
export interface PipeText {
  /** `stdout` for messages and changes that were applied, `stderr` for the rest. */
  readonly to: "stdout" | "stderr";
  /** One line, without the line break. */
  readonly text: string;
}

/**
 * Formats a record as a line of a pipe. A new message is `author: text`, as the first client prints
 * it. An edit that was applied is `author: new text (edited)`, and a deletion `author: (deleted)`,
 * or `author: (deleted by Admin)` if the first client deleted it. Edits and deletions that changed
 * nothing, and records that are not messages, are notes that begin with room and position.
 *
 * @returns Null if there is nothing to print.
 */
export function pipeText(
  record: ChatRecord,
  effect: RecordEffect,
  { room, isTerminal }: { readonly room: string; readonly isTerminal: boolean },
): PipeText | null {
  const { content } = record;
  if (effect.kind === "unchanged") return null;
  const position = `${room} ${positionKey(record)}`;
  if (content.kind === "foreign") {
    return { to: "stderr", text: visible(`${position} is ${describeForeign(content)}`) };
  }
  const line = (text: string): PipeText => ({ to: "stdout", text: oneLine(text, { isTerminal }) });
  switch (effect.kind) {
    case "edited":
      return line(`${content.author}: ${content.text} (edited)`);
    case "deleted": {
      const { owner } = effect;
      const by = content.author === owner ? "" : ` by ${content.author}`;
      return line(`${owner}: (deleted${by})`);
    }
    case "refused":
    case "unplaced":
      return { to: "stderr", text: visible(`${position}: ${attempt(content, effect)}`) };
    default:
      return line(`${content.author}: ${content.text}`);
  }
}

function attempt(content: NewMessage | Amendment, effect: RecordEffect): string {
  const author = shortened(content.author);
  if (content.kind === "message") return author;
  const what = effect.kind === "refused"
    ? `a message by ${shortened(effect.owner)}`
    : "a message that was not found";
  return `${author} tried to ${content.kind} ${what} (${positionKey(content.target)})`;
}

/**
 * Formats a text as one line. In a pipe, escapes only line breaks, so that no text can look like a
 * message by another author. On a terminal, escapes all characters that control it.
 */
export function oneLine(text: string, { isTerminal }: { readonly isTerminal: boolean }): string {
  return isTerminal ? visible(text) : text.replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}
