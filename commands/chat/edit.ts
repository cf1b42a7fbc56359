import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../../lib/context.ts";
import { UsageError } from "../../lib/errors.ts";
import { examples } from "../_examples.ts";
import { outputOption } from "../_options.ts";
import { shellQuote } from "../../lib/text/shell_quote.ts";
import { amend, type MessageName, parseMessageName } from "./_amend.ts";
import { formatOption, roomOption, userOption } from "./_options.ts";
import type { ChatOptions } from "./_settings.ts";

/** `wah chat edit`: gives a message of one's own another text. */
export function chatEditCommand(context: Context): CommandUnknownOpts {
  const command = new Command("edit")
    .summary("give a message another text")
    .description("Give a message of yours another text; several words are joined by spaces.")
    .addHelpText(
      "before",
      examples([
        ["wah chat log -u ci", "shows the place of each message"],
        ["wah chat edit -u ci 12 build 12: red", "the one at offset 12 of the room chat-room"],
        ["wah chat edit -u ci -t ops 3/0 it works", "where the room has several partitions"],
      ]),
    )
    .argument("<message>", "where it is: OFFSET or PARTITION/OFFSET", parseMessageName)
    .argument("<text...>", "what it says from now on")
    .addOption(userOption())
    .addOption(roomOption())
    .addOption(formatOption("that of the message"))
    .addOption(outputOption());
  command.action(async (target, words, { output }) => {
    const text = words.join(" ");
    if (text.trim() === "") {
      throw new UsageError("Cannot edit the message: the text is blank", {
        hint: `To remove the message, use ${deleteCommand(target, command.optsWithGlobals())}`,
      });
    }
    await amend(command, context, { target, text, output });
  });
  return command;
}

function deleteCommand({ partition, offset }: MessageName, { user, room }: ChatOptions): string {
  const options = [
    ...(user === undefined ? [] : ["-u", user]),
    ...[room ?? []].flat().flatMap((name) => ["-t", name]),
  ];
  const place = partition === undefined ? `${offset}` : `${partition}/${offset}`;
  return ["wah chat delete", ...options.map(shellQuote), place].join(" ");
}
