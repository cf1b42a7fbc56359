import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Entry } from "../../lib/chat/timeline.ts";
import type { Context } from "../../lib/context.ts";
import { openClient } from "../_client.ts";
import { examples } from "../_examples.ts";
import { outputOption, wholeNumber } from "../_options.ts";
import { roomOption } from "./_options.ts";
import { roomName } from "./_settings.ts";

const defaultLines = 20;

/** `wah chat log`: prints what was said, with edits and deletions in place, and ends. */
export function chatLogCommand(context: Context): CommandUnknownOpts {
  const command = new Command("log")
    .summary("show what was said")
    .description("Show what was said in a room, edits and deletions in place.")
    .addHelpText(
      "before",
      examples([
        ["wah chat log", `the last ${defaultLines} lines of the room chat-room`],
        ["wah chat log --all -t ops -o jsonl", "everything, for another program"],
      ]),
    )
    .addOption(roomOption())
    .option(
      "-n, --lines <count>",
      `the last lines only (default: ${defaultLines})`,
      wholeNumber("--lines", { min: 0 }),
    )
    .option("--all", "everything")
    .addOption(outputOption());
  command.action(async ({ lines = defaultLines, all, output }) => {
    const room = roomName(command.optsWithGlobals());
    const { readLog } = await import("../../lib/chat/read_log.ts");
    const { logLine } = await import("../../lib/chat/log_line.ts");
    await using client = await openClient(command, context);
    const limit = all ? Infinity : lines;
    const { entries } = await readLog(client, { room, lines: limit, signal: context.signal });
    const { styled } = context.stdout;
    if (output === "text") {
      await context.stdout.write(
        entries.map((entry) => `${logLine(entry, { styled })}\n`).join(""),
      );
    } else {
      // What measures columns for tables is slow to load, and not needed above.
      const { printItems } = await import("../_print.ts");
      await printItems(context.stdout, output, entries.map(logItem), () => "");
    }
  });
  return command;
}

/** An entry as other programs see it: one shape for all kinds, absent is null. */
function logItem(entry: Entry): Readonly<Record<string, unknown>> {
  const { kind, partition, offset, timestamp } = entry;
  const place = { kind, partition, offset, timestamp };
  switch (entry.kind) {
    case "message":
      return {
        ...place,
        author: entry.author,
        text: entry.deleted === null ? entry.text : null,
        edited: entry.edited,
        deleted: entry.deleted,
      };
    case "unplaced":
      return {
        ...place,
        author: entry.author,
        text: entry.text,
        verb: entry.verb,
        target: entry.target,
      };
    case "refused":
      return {
        ...place,
        author: entry.author,
        text: entry.text,
        verb: entry.verb,
        target: entry.target,
        owner: entry.owner,
      };
    case "foreign":
      return { ...place, reason: entry.reason, excerpt: entry.excerpt };
  }
}
