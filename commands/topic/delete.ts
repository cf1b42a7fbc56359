import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "../../lib/context.ts";
export function topicDeleteCommand(_: Context): CommandUnknownOpts {
  return new Command("delete");
}
