import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { LogItem } from "../../lib/chat/log_item.ts";
import { parseUserName } from "../../lib/chat/user_name.ts";
import type { LogOptions } from "../../lib/chat/read_log.ts";
import type { Context } from "../../lib/context.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { visible } from "../../lib/text/visible.ts";
import { openClient } from "../_client.ts";
import { examples } from "../_examples.ts";
import { note } from "../_note.ts";
import { outputOption, wholeNumber } from "../_options.ts";
import { conversationHint, hintIfMissing, roomHint } from "./_missing_room.ts";
import { roomOption, userOption } from "./_options.ts";
import { chatSettings, roomName } from "./_settings.ts";

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
        ["wah chat log --raw", "record by record, as they lie there"],
        ["wah chat log -u alice --with bob", "what alice and bob wrote to each other"],
      ]),
    )
    .addOption(userOption())
    .addOption(roomOption())
    .addOption(
      new Option("--with <user>", "your conversation with this user, not a room")
        .argParser(parseUserName),
    )
    .option(
      "-n, --lines <count>",
      `the last lines only (default: ${defaultLines})`,
      wholeNumber("--lines", { min: 0 }),
    )
    .option("--all", "everything")
    .option("--raw", "edits and deletions as records of their own")
    .addOption(outputOption());
  command.action(async ({ lines = defaultLines, all, raw, with: other, output }) => {
    const globals = command.optsWithGlobals();
    const skipped: string[] = [];
    const span = {
      lines: all ? Infinity : lines,
      onSkipped: (text: string) => void skipped.push(text),
      signal: context.signal,
    };
    const wanted = other === undefined
      ? { ...span, room: roomName(globals) }
      : { ...span, self: chatSettings(globals, context).author, with: other };
    await using client = await openClient(command, context);
    const log = await hintIfMissing(
      (raw ? rawLog : foldedLog)(client, wanted, context),
      "room" in wanted ? roomHint(wanted.room) : conversationHint(wanted.self, wanted.with),
    );
    for (const text of skipped) await note(visible(text), command, context);
    if (output === "text") return await context.stdout.write(log.lines().join(""));
    const { printItems } = await import("../_print.ts");
    await printItems(context.stdout, output, log.items(), () => "");
  });
  return command;
}

/** What was read, in either form. */
interface Log {
  lines(): string[];
  items(): LogItem[];
}

async function foldedLog(
  client: KafkaClient,
  wanted: LogOptions,
  { stdout: { styled, isTerminal } }: Context,
): Promise<Log> {
  const [{ readLog }, { logLine }, { entryItem }] = await Promise.all([
    import("../../lib/chat/read_log.ts"),
    import("../../lib/chat/log_line.ts"),
    import("../../lib/chat/log_item.ts"),
  ]);
  const entries = await readLog(client, wanted);
  return {
    lines: () => entries.map((entry) => `${logLine(entry, { styled, isWhole: !isTerminal })}\n`),
    items: () => entries.map(entryItem),
  };
}

async function rawLog(
  client: KafkaClient,
  wanted: LogOptions,
  { stdout: { styled } }: Context,
): Promise<Log> {
  const [{ readRawLog }, { recordLine }, { recordItem }] = await Promise.all([
    import("../../lib/chat/read_log.ts"),
    import("../../lib/chat/log_line.ts"),
    import("../../lib/chat/log_item.ts"),
  ]);
  const records = await readRawLog(client, wanted);
  return {
    lines: () => records.map((record) => `${recordLine(record, { styled })}\n`),
    items: () => records.map(recordItem),
  };
}
