import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../../lib/context.ts";
import { UsageError } from "../../lib/errors.ts";
import { openClient } from "../_client.ts";
import { examples } from "../_examples.ts";
import { outputOption } from "../_options.ts";
import { formatOption, roomOption, userOption } from "./_options.ts";
import { chatSettings } from "./_settings.ts";

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
      ]),
    )
    .argument("<text...>", "what to say")
    .addOption(userOption())
    .addOption(roomOption())
    .addOption(formatOption())
    .addOption(outputOption());
  command.action(async (words, { output }) => {
    const settings = chatSettings(command.optsWithGlobals(), context);
    const text = words.join(" ");
    if (text.trim() === "") {
      throw new UsageError("Cannot send the message: it is blank, something must be said");
    }
    const { sendMessage } = await import("../../lib/chat/send_message.ts");
    await using client = await openClient(command, context);
    const place = await sendMessage(client, { ...settings, text, signal: context.signal });
    if (output === "text") return;
    const { printItem } = await import("../_print.ts");
    await printItem(context.stdout, output, place, () => "");
  });
  return command;
}
