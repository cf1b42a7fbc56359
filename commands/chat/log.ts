import type { LogItem } from "../../lib/chat/show/log_item.ts";
import { parseUserName } from "../../lib/chat/message/user_name.ts";
import type { LogOptions } from "../../lib/chat/log/read_log.ts";
import type { Context } from "../../lib/context.ts";
import type { KafkaClient } from "../../lib/kafka/client.ts";
import { visible } from "../../lib/text/visible.ts";
import { openClient } from "../_shared/client.ts";
import { note } from "../_shared/note.ts";
import { defineCommand } from "../_shared/parser/command.ts";
import { switchFlag, valueFlag, wholeNumber } from "../_shared/parser/flag.ts";
import { outputFlag } from "../_shared/output_flag.ts";
import { conversationHint, hintIfMissing, roomHint } from "./_missing_room.ts";
import { roomFlag, userFlag } from "./_options.ts";
import { chatSettings, onlyRoom, roomNames } from "./_settings.ts";

const defaultLines = 20;

/** `wah chat log`: prints the messages of a room or a conversation. */
export const chatLogCommand = defineCommand({
  description: "Show the messages of a room, with edits and deletions applied.",
  examples: [
    ["wah chat log", `the last ${defaultLines} lines of the room chat-room`],
    ["wah chat log --all -t ops -o jsonl", "everything, for another program"],
    ["wah chat log --raw", "the stored records, one by one"],
    ["wah chat log -u alice --with bob", "what alice and bob wrote to each other"],
  ],
  flags: {
    user: userFlag,
    room: roomFlag,
    with: valueFlag("your conversation with this user, not a room", {
      placeholder: "NAME",
      complete: "user",
      parse: parseUserName,
    }),
    lines: valueFlag("show only the last lines", {
      alias: "n",
      placeholder: "COUNT",
      parse: wholeNumber("--lines", { min: 0 }),
      default: String(defaultLines),
    }),
    all: switchFlag("show everything"),
    raw: switchFlag("show edits and deletions as separate records"),
    output: outputFlag,
  },
  async run({ flags, context }): Promise<void> {
    const { lines, all, raw, with: other, output } = flags;
    const skipped: string[] = [];
    const span = {
      lines: all ? Infinity : lines,
      onSkipped: (text: string) => void skipped.push(text),
      signal: context.signal,
    };
    const wanted = other === undefined
      ? { ...span, room: onlyRoom(flags, await roomNames(flags, context)) }
      : { ...span, self: (await chatSettings(flags, context)).author, with: other };
    await using client = await openClient(context, { readsOnly: true });
    const log = await hintIfMissing(
      (raw ? rawLog : foldedLog)(client, wanted, context),
      "room" in wanted ? roomHint(wanted.room) : conversationHint(wanted.self, wanted.with),
    );
    for (const text of skipped) await note(visible(text), context);
    if (output === "text") return await context.stdout.write(log.lines().join(""));
    const { printList } = await (import("../_shared/print.ts" as string) as Promise<
      typeof import("../_shared/print.ts")
    >);
    await printList(context.stdout, output, {
      name: "messages",
      items: log.items(),
      text: () => "",
    });
  },
});

/** The log in both output forms. */
interface PrintedLog {
  lines(): string[];
  items(): LogItem[];
}

async function foldedLog(
  client: KafkaClient,
  wanted: LogOptions,
  { stdout: { styled, isTerminal } }: Context,
): Promise<PrintedLog> {
  const [{ readLog }, { logLine }, { entryItem }] = await Promise.all([
    import("../../lib/chat/log/read_log.ts" as string) as Promise<
      typeof import("../../lib/chat/log/read_log.ts")
    >,
    import("../../lib/chat/show/log_line.ts" as string) as Promise<
      typeof import("../../lib/chat/show/log_line.ts")
    >,
    import("../../lib/chat/show/log_item.ts" as string) as Promise<
      typeof import("../../lib/chat/show/log_item.ts")
    >,
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
): Promise<PrintedLog> {
  const [{ readRawLog }, { recordLine }, { recordItem }] = await Promise.all([
    import("../../lib/chat/log/read_log.ts" as string) as Promise<
      typeof import("../../lib/chat/log/read_log.ts")
    >,
    import("../../lib/chat/show/log_line.ts" as string) as Promise<
      typeof import("../../lib/chat/show/log_line.ts")
    >,
    import("../../lib/chat/show/log_item.ts" as string) as Promise<
      typeof import("../../lib/chat/show/log_item.ts")
    >,
  ]);
  const records = await readRawLog(client, wanted);
  return {
    lines: () => records.map((record) => `${recordLine(record, { styled })}\n`),
    items: () => records.map(recordItem),
  };
}
