import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../../lib/context.ts";
import { examples } from "../_examples.ts";
import { outputOption } from "../_options.ts";
import { amend, parseMessageName } from "./_amend.ts";
import { formatOption, roomOption, userOption } from "./_options.ts";

/** `wah chat delete`: deletes a message of one's own. */
export function chatDeleteCommand(context: Context): CommandUnknownOpts {
  const command = new Command("delete")
    .summary("delete a message")
    .description(
      "Delete a message of yours: those who read the room show it no more. It stays in the " +
        "topic, as every record does.",
    )
    .addHelpText(
      "before",
      examples([
        ["wah chat delete -u ci 12", "the one at offset 12 of the room chat-room"],
        ["wah chat delete -u ci -t ops 3/0", "where the room has several partitions"],
      ]),
    )
    .argument("<message>", "where it is: OFFSET or PARTITION/OFFSET", parseMessageName)
    .addOption(userOption())
    .addOption(roomOption())
    .addOption(formatOption("that of the message"))
    .addOption(outputOption());
  command.action(async (target, { output }) => await amend(command, context, { target, output }));
  return command;
}
