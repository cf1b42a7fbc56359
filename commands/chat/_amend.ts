import { UsageError } from "../../lib/errors.ts";
import { openClient } from "../_shared/client.ts";
import type { OutputFormat } from "../_shared/print.ts";
import type { CommandContext } from "../_shared/parser/command.ts";
import { hintIfMissing, roomHint } from "./_missing_room.ts";
import { chatSettings, onlyRoom, type SharedChatFlags } from "./_settings.ts";

/** The position of a message; without a partition, that of the room's only one. */
export interface MessagePosition {
  readonly partition: number | undefined;
  readonly offset: bigint;
}

/**
 * Parses `OFFSET` or `PARTITION/OFFSET`.
 *
 * @throws {UsageError} If it is neither.
 */
export function parseMessagePosition(text: string): MessagePosition {
  const [, partition, offset] = /^(?:(\d{1,9})\/)?(\d{1,18})$/.exec(text) ?? [];
  if (offset !== undefined) {
    const number = partition === undefined ? undefined : Number(partition);
    return { partition: number, offset: BigInt(offset) };
  }
  throw new UsageError(
    `Cannot find the message ${JSON.stringify(text)}: expected OFFSET or PARTITION/OFFSET, ` +
      "for example 12 or 0/12",
    { hint: "wah chat log shows the position of each message" },
  );
}

/** Edits a message, or deletes it if there is no text, and prints the position of the record. */
export async function amend(
  { output, ...options }: SharedChatFlags & { readonly output: OutputFormat },
  context: CommandContext,
  { target, text }: { readonly target: MessagePosition; readonly text?: string },
): Promise<void> {
  const { rooms, author } = await chatSettings(options, context);
  const { format } = options;
  const room = onlyRoom(options, rooms);
  const { amendMessage } =
    await (import("../../lib/chat/log/amend_message.ts" as string) as Promise<
      typeof import("../../lib/chat/log/amend_message.ts")
    >);
  await using client = await openClient(context, {
    action: text === undefined ? "delete the message" : "edit the message",
  });
  const { signal } = context;
  const what = text === undefined ? {} : { text };
  const amendment = { author, format, room, target, signal, ...what };
  const position = await hintIfMissing(amendMessage(client, amendment), roomHint(room));
  if (output === "text") return;
  const { printItem } = await (import("../_shared/print.ts" as string) as Promise<
    typeof import("../_shared/print.ts")
  >);
  await printItem(context.stdout, output, position, () => "");
}
