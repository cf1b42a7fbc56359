import { parseUserName } from "../../lib/chat/message/user_name.ts";
import { UsageError } from "../../lib/errors.ts";
import { openClient } from "../_shared/client.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { valueFlag } from "../_shared/parser/flag.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { formatFlag, roomFlag, userFlag } from "./_options.ts";
import { chatSettings, onlyRoom } from "./_settings.ts";

/** `wah chat send`: sends one message. */
export const chatSendCommand = defineCommand({
  description: "Send one message to a room. Words are joined with spaces.",
  examples: [
    ["wah chat send it works again", "to the room chat-room"],
    ['wah chat send -t ops -u ci "build 12: green"', "to another room, under another name"],
    ["wah chat send --to bob lunch?", "a direct message; not encrypted, see below"],
  ],
  args: [{ name: "TEXT", brief: "the message", isList: true }],
  flags: {
    user: userFlag,
    room: roomFlag,
    to: valueFlag("send a direct message to this user", {
      placeholder: "NAME",
      complete: "user",
      parse: parseUserName,
    }),
    format: formatFlag,
    output: outputFlag,
  },
  details:
    "Direct messages are not encrypted: anyone who can read the topic chat-inbox can read them.",
  async run({ args, flags, context }): Promise<void> {
    const { to, output } = flags;
    const { rooms, author, format } = await chatSettings(flags, context);
    const text = args.join(" ");
    if (text.trim() === "") {
      throw new UsageError("Cannot send the message: the text is blank");
    }
    const { sendMessage } =
      await (import("../../lib/chat/log/send_message.ts" as string) as Promise<
        typeof import("../../lib/chat/log/send_message.ts")
      >);
    await using client = await openClient(context, { action: "send the message" });
    const where = to === undefined ? { room: onlyRoom(flags, rooms) } : { to };
    const { signal } = context;
    const position = await sendMessage(client, { author, format, ...where, text, signal });
    if (output === "text") return;
    const { printItem } = await (import("../_shared/print.ts" as string) as Promise<
      typeof import("../_shared/print.ts")
    >);
    await printItem(context.stdout, output, position, () => "");
  },
});
