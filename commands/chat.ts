import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import type { Bell } from "../lib/chat/bell.ts";
import type { Context } from "../lib/context.ts";
import { UsageError } from "../lib/errors.ts";
import { openClient } from "./_client.ts";
import { examples } from "./_examples.ts";
import { globalOptions } from "./_globals.ts";
import { note } from "./_note.ts";
import { wholeNumber } from "./_options.ts";
import { bellOption, formatOption, roomsOption, userOption } from "./chat/_options.ts";
import { readPositions } from "./chat/_positions.ts";
import { type ChatOptions, chatSettings } from "./chat/_settings.ts";
import { pipeView, programView, terminalView, type View } from "./chat/_views.ts";
import { chatDeleteCommand } from "./chat/delete.ts";
import { chatEditCommand } from "./chat/edit.ts";
import { chatLogCommand } from "./chat/log.ts";
import { chatSendCommand } from "./chat/send.ts";

/** Lines of what was said before that a terminal shows. */
const historyLines = 20;
const defaultTimeoutSeconds = 10;

/** `wah chat`: talks in rooms, on a terminal, in a pipe, or as a program does it. */
export function chatCommand(context: Context): CommandUnknownOpts {
  const command = new Command("chat")
    .description(
      "Talk in a room: on a terminal line by line, in a pipe each line of stdin is said and " +
        "each message printed as `author: text`. Blank lines are skipped.",
    )
    .addHelpText(
      "before",
      examples([
        ["wah chat -u bob", "talk in the room chat-room"],
        ["wah chat -t ops -t dev", "in two rooms at once; lines go to the first"],
        ["tail -f log | wah chat -u ci -t ops", "say each line"],
        ["wah chat -u bot --exec ./bot.py", "let a program talk"],
        ["wah chat send done", "say one thing"],
        ["wah chat log -n 5", "show what was said last"],
      ]),
    )
    .addOption(userOption())
    .addOption(roomsOption())
    .addOption(formatOption())
    .addOption(bellOption())
    .option("--no-presence", "neither tell others that you are here, nor hear it of them")
    .option("--follow", "in a pipe, stay after the end of input")
    .option(
      "--timeout <seconds>",
      "in a pipe, how long the broker may take no line after the end of input " +
        `(default: ${defaultTimeoutSeconds})`,
      wholeNumber("--timeout"),
    )
    .addOption(
      new Option(
        "--exec <command>",
        "run a shell command: what others say is a JSON line on its stdin, each line of its " +
          "stdout is said; ends with its status",
      ).conflicts("follow"),
    )
    .addCommand(chatSendCommand(context))
    .addCommand(chatEditCommand(context))
    .addCommand(chatDeleteCommand(context))
    .addCommand(chatLogCommand(context));
  command.action(async (options) => await talk(options, command, context));
  return command;
}

interface ChatFlags extends ChatOptions {
  readonly bell?: Bell;
  readonly presence: boolean;
  readonly follow?: true;
  readonly timeout?: number;
  readonly exec?: string;
}

async function talk(
  options: ChatFlags,
  command: CommandUnknownOpts,
  context: Context,
): Promise<void> {
  const { timeout = defaultTimeoutSeconds, exec, bell = "mention", follow = false } = options;
  const settings = chatSettings(options, context);
  if (exec !== undefined && settings.rooms.length > 1) throw onlyOneRoom();
  const { quiet = false } = globalOptions(command);
  const choices = { quiet, timeoutMs: timeout * 1_000 };
  const isAttended = exec === undefined && context.terminal !== undefined;
  const [client, { ChatSession }, show] = await Promise.all([
    openClient(command, context),
    import("../lib/chat/chat_session.ts"),
    exec !== undefined
      ? programView(exec, context, choices)
      : isAttended
      ? terminalView(context, { bell, historyLimit: historyLines })
      : pipeView(context, { ...choices, follow }),
  ]);
  await using _client = client;
  await using positions = isAttended ? readPositions(client, settings.author, context) : null;
  const join = (): ReturnType<typeof ChatSession.join> =>
    ChatSession.join(client, {
      ...settings,
      historyLines: isAttended ? historyLines : 0,
      hasInbox: isAttended,
      presence: isAttended && options.presence ? crypto.randomUUID().slice(0, 8) : null,
      positions,
      now: context.now,
      signal: context.signal,
    });
  await showWhileJoined(join, show);
  if (positions?.failure !== undefined) {
    const { message } = positions.failure;
    await note(`Could not save your read position: ${message}`, command, context);
  }
}

/** Leaves before it returns: what is kept is kept by then. */
async function showWhileJoined(
  join: () => Promise<AsyncDisposable & Parameters<View>[0]>,
  show: View,
): Promise<void> {
  await using session = await join();
  await show(session);
}

function onlyOneRoom(): UsageError {
  return new UsageError("Cannot use --exec in several rooms: give -t only once", {
    hint: "Start one for each room",
  });
}
