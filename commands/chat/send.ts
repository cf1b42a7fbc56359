import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { parseUserName } from "../../lib/chat/user_name.ts";
import type { Context } from "../../lib/context.ts";
import { UsageError } from "../../lib/errors.ts";
import { openClient } from "../_client.ts";
import { examples } from "../_examples.ts";
import { outputOption } from "../_options.ts";
import { formatOption, roomOption, userOption } from "./_options.ts";
import { chatSettings, onlyRoom } from "./_settings.ts";

/** `wah chat send`: says one thing and ends. */
export function chatSendCommand(context: Context): CommandUnknownOpts {
  const command = new Command("send")
    .summary("say one thing")
    .description("Say one thing in a room; several words are joined by spaces.")
    .addHelpText(
      "before",
      examples([
        ["wah chat send it works again", "in the room chat-room"],
        ['wah chat send -t ops -u ci "build 12: green"', "elsewhere, as somebody else"],
        ["wah chat send --to bob lunch?", "to bob alone; not sealed, see below"],
      ]),
    )
    .addHelpText(
      "after",
      "\nWhat you write to one person is not sealed: whoever may read the topic chat-inbox can " +
        "read it.",
    )
    .argument("<text...>", "what to say")
    .addOption(userOption())
    .addOption(roomOption())
    .addOption(
      new Option("--to <user>", "to this user alone, not in a room").argParser(parseUserName),
    )
    .addOption(formatOption())
    .addOption(outputOption());
  command.action(async (words, { to, output }) => {
    const { rooms, ...settings } = chatSettings(command.optsWithGlobals(), context);
    const text = words.join(" ");
    if (text.trim() === "") {
      throw new UsageError("Cannot send the message: the text is blank");
    }
    const { sendMessage } = await import("../../lib/chat/send_message.ts");
    await using client = await openClient(command, context);
    const where = to === undefined ? { room: onlyRoom(rooms) } : { to };
    const { signal } = context;
    const place = await sendMessage(client, { ...settings, ...where, text, signal });
    if (output === "text") return;
    const { printItem } = await import("../_print.ts");
    await printItem(context.stdout, output, place, () => "");
  });
  return command;
}
