import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../../lib/context.ts";
import { UsageError } from "../../lib/errors.ts";
import { examples } from "../_examples.ts";
import { outputOption } from "../_options.ts";
import { amend, parseMessageName } from "./_amend.ts";
import { formatOption, roomOption, userOption } from "./_options.ts";

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
    .addOption(formatOption())
    .addOption(outputOption());
  command.action(async (target, words, { output }) => {
    const text = words.join(" ");
    if (text.trim() === "") {
      throw new UsageError("Cannot edit the message: the text is blank, something must be said", {
        hint: "wah chat delete takes it away",
      });
    }
    await amend(command, context, { target, text, output });
  });
  return command;
}
