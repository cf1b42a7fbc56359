import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../lib/context.ts";
import { examples } from "./_examples.ts";
import { topicCreateCommand } from "./topic/create.ts";
import { topicDeleteCommand } from "./topic/delete.ts";
import { topicDescribeCommand } from "./topic/describe.ts";
import { topicListCommand } from "./topic/list.ts";
import { topicResetCommand } from "./topic/reset.ts";

/** `wah topic`: everything about topics but their records. */
export function topicCommand(context: Context): CommandUnknownOpts {
  return new Command("topic")
    .description("Create, delete, reset, list and describe topics.")
    .addHelpText(
      "before",
      examples([
        ["wah topic create orders -p 3", "create a topic with 3 partitions"],
        ["wah topic delete orders", "delete it, after a question"],
        ["wah topic reset orders", "empty it, keeping its settings"],
        ["wah topic list", "see which there are"],
        ["wah topic describe orders", "see all about one"],
      ]),
    )
    .addCommand(topicCreateCommand(context))
    .addCommand(topicDeleteCommand(context))
    .addCommand(topicResetCommand(context))
    .addCommand(topicListCommand(context))
    .addCommand(topicDescribeCommand(context));
}
