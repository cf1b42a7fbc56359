import type { Bell } from "../lib/chat/terminal/bell.ts";
import { UsageError } from "../lib/errors.ts";
import { shellQuote } from "../lib/text/shell_quote.ts";
import { loadClient, openClient } from "./_shared/client.ts";
import { note } from "./_shared/note.ts";
import { type CommandContext, defineCommand } from "./_shared/parser/command.ts";
import { switchFlag, valueFlag, wholeNumber } from "./_shared/parser/flag.ts";
import { bellFlag, formatFlag, roomsFlag, userFlag } from "./chat/_options.ts";
import { openReadPositions } from "./chat/_positions.ts";
import { chatSettings, type SharedChatFlags } from "./chat/_settings.ts";
import { botView, pipeView, terminalView, type View } from "./chat/_views.ts";

/** Number of history entries that a terminal shows. */
const shownLines = 20;
const defaultTimeoutSeconds = 10;

/** `wah chat`: chats in rooms, on a terminal, in a pipe, or as a bot. */
export const chatCommand = defineCommand({
  description: "Chat in a room. On a terminal you type line by line, or on the full screen; in a " +
    "pipe, each line of stdin is sent and each message is printed as `author: text`. Blank lines " +
    "are skipped.",
  examples: [
    ["wah chat -u bob", "chat in the room chat-room"],
    ["wah chat --full -t ops -t dev", "on the full screen; /full switches back to lines"],
    ["wah chat -t ops -t dev", "two rooms at once; your lines go to the first"],
    ["tail -f log | wah chat -u ci -t ops", "send each line"],
    ["wah chat -u bot --exec ./bot.py", "run a bot"],
    ["wah chat send done", "send one message"],
    ["wah chat log -n 5", "show the last messages"],
  ],
  flags: {
    user: userFlag,
    room: roomsFlag,
    format: formatFlag,
    full: switchFlag("start on the full screen: rooms, messages and people; ? lists its keys", {
      isPreference: true,
      conflicts: ["exec", "follow"],
    }),
    bell: bellFlag,
    noPresence: switchFlag("do not announce yourself, and do not show who is here", {
      isPreference: true,
    }),
    follow: switchFlag("in a pipe: stay after the end of input"),
    timeout: valueFlag(
      "in a pipe: fail if the broker accepts no line for this many seconds after the end of input",
      {
        placeholder: "SECONDS",
        parse: wholeNumber("--timeout"),
        default: String(defaultTimeoutSeconds),
      },
    ),
    exec: valueFlag(
      "run a shell command as a bot: it reads each message from others as a JSON line, and each " +
        "line it prints is sent; exits with its status",
      { placeholder: "COMMAND", conflicts: ["follow"] },
    ),
  },
  subcommands: {
    send: {
      summary: "send one message",
      load: async () =>
        (await import("./chat/send.ts" as string) as typeof import("./chat/send.ts"))
          .chatSendCommand,
    },
    edit: {
      summary: "edit one of your messages",
      load: async () =>
        (await import("./chat/edit.ts" as string) as typeof import("./chat/edit.ts"))
          .chatEditCommand,
    },
    delete: {
      summary: "delete one of your messages",
      load: async () =>
        (await import("./chat/delete.ts" as string) as typeof import("./chat/delete.ts"))
          .chatDeleteCommand,
    },
    log: {
      summary: "show the messages of a room",
      load: async () =>
        (await import("./chat/log.ts" as string) as typeof import("./chat/log.ts"))
          .chatLogCommand,
    },
  },
  unknownWordHint: (words) => `To send it: wah chat send ${words.map(shellQuote).join(" ")}`,
  run: runChat,
});

interface ChatFlags extends SharedChatFlags {
  readonly full?: true;
  readonly bell?: Bell;
  readonly noPresence?: true;
  readonly follow?: true;
  readonly timeout: number;
  readonly exec?: string;
}

async function runChat(
  { flags, context }: { readonly flags: ChatFlags; readonly context: CommandContext },
): Promise<void> {
  const { timeout, exec, bell = "mention", follow = false } = flags;
  const { mark, broker, isFull, background, ...settings } = await chatSettings(flags, context);
  if (exec !== undefined && settings.rooms.length > 1) throw onlyOneRoom();
  const { quiet = false } = context.globals;
  const choices = { quiet, timeoutMs: timeout * 1_000 };
  const isTerminal = exec === undefined && context.terminal !== undefined;
  if (flags.full && !isTerminal) throw noFullScreen();
  const startsFull = isTerminal && (flags.full ?? isFull);
  const historyLines = startsFull ? screenLines(context) : shownLines;
  await loadClient();
  const [client, { ChatSession }, show] = await Promise.all([
    openClient(context, { action: "chat" }),
    import("../lib/chat/session/chat_session.ts" as string) as Promise<
      typeof import("../lib/chat/session/chat_session.ts")
    >,
    exec !== undefined ? botView(exec, context, choices) : isTerminal
      ? terminalView(context, {
        bell,
        mark,
        historyLimit: shownLines,
        startsFull,
        broker,
        background,
      })
      : pipeView(context, { ...choices, follow }),
  ]);
  await using _client = client;
  await using positions = isTerminal ? openReadPositions(client, settings.author, context) : null;
  const join = (): ReturnType<typeof ChatSession.join> =>
    ChatSession.join(client, {
      ...settings,
      historyLines: isTerminal ? historyLines : 0,
      hasInbox: isTerminal,
      presence: isTerminal && !flags.noPresence ? crypto.randomUUID().slice(0, 8) : null,
      positions,
      now: context.now,
      signal: context.signal,
    });
  await showWhileJoined(join, show);
  if (positions?.failure !== undefined) {
    const { message } = positions.failure;
    await note(`Could not save your read position: ${message}`, context);
  }
}

/** Joins, shows the session, and leaves before it returns, so that read positions are saved. */
async function showWhileJoined(
  join: () => Promise<AsyncDisposable & Parameters<View>[0]>,
  show: View,
): Promise<void> {
  await using session = await join();
  await show(session);
}

/** The number of history entries that fill the screen, if each of them has one row. */
function screenLines({ terminal }: CommandContext): number {
  return Math.max(shownLines, terminal?.size().rows ?? 0);
}

function noFullScreen(): UsageError {
  return new UsageError("Cannot use --full: stdin and stdout are not a terminal with a screen", {
    hint: "Leave it out; in a pipe, wah sends lines and prints messages",
  });
}

function onlyOneRoom(): UsageError {
  return new UsageError("Cannot use --exec in several rooms: give -t only once", {
    hint: "Start one for each room",
  });
}
