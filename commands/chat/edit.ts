import { UsageError } from "../../lib/errors.ts";
import { shellQuote } from "../../lib/text/shell_quote.ts";
import { amend, type MessagePosition, parseMessagePosition } from "./_amend.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { amendmentFormatFlag, roomFlag, userFlag } from "./_options.ts";
import type { SharedChatFlags } from "./_settings.ts";

/** `wah chat edit`: edits one of the user's own messages. */
export const chatEditCommand = defineCommand({
  description: "Edit one of your messages. Words are joined with spaces.",
  examples: [
    ["wah chat log -u ci", "shows the position of each message"],
    ["wah chat edit -u ci 12 build 12: red", "the one at offset 12 of the room chat-room"],
    ["wah chat edit -u ci -t ops 3/0 it works", "in a room with several partitions"],
  ],
  args: [
    { name: "MESSAGE", brief: "its position: OFFSET or PARTITION/OFFSET" },
    { name: "TEXT", brief: "the new text", isList: true },
  ],
  flags: { user: userFlag, room: roomFlag, format: amendmentFormatFlag, output: outputFlag },
  async run({ args: [target = "", ...words], flags, context }): Promise<void> {
    const message = parseMessagePosition(target);
    const text = words.join(" ");
    if (text.trim() === "") {
      throw new UsageError("Cannot edit the message: the text is blank", {
        hint: `To remove the message, use ${deleteCommand(message, flags)}`,
      });
    }
    await amend(flags, context, { target: message, text });
  },
});

function deleteCommand(
  { partition, offset }: MessagePosition,
  { user, room }: SharedChatFlags,
): string {
  const options = [
    ...(user === undefined ? [] : ["-u", user]),
    ...[room ?? []].flat().flatMap((name) => ["-t", name]),
  ];
  const position = partition === undefined ? `${offset}` : `${partition}/${offset}`;
  return ["wah chat delete", ...options.map(shellQuote), position].join(" ");
}
