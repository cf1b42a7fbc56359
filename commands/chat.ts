import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Bell } from "../lib/chat/bell.ts";
import type { RoomSession } from "../lib/chat/room_session.ts";
import type { Context } from "../lib/context.ts";
import { openClient } from "./_client.ts";
import { examples } from "./_examples.ts";
import { globalOptions } from "./_globals.ts";
import { bellOption, formatOption, roomOption, userOption } from "./chat/_options.ts";
import { chatSettings } from "./chat/_settings.ts";
import { chatLogCommand } from "./chat/log.ts";
import { chatSendCommand } from "./chat/send.ts";

/** Lines of what was said before that a terminal shows. */
const historyLines = 20;

/** `wah chat`: talks in a room, on a terminal or in a pipe. */
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
        ["tail -f log | wah chat -u ci -t ops", "say each line"],
        ["wah chat send done", "say one thing"],
        ["wah chat log -n 5", "show what was said last"],
      ]),
    )
    .addOption(userOption())
    .addOption(roomOption())
    .addOption(formatOption())
    .addOption(bellOption())
    .option("--follow", "in a pipe, stay after the end of input")
    .addCommand(chatSendCommand(context))
    .addCommand(chatLogCommand(context));
  command.action(async ({ follow, bell = "mention", ...options }) => {
    const { author, room, format } = chatSettings(options, context);
    const { terminal, signal } = context;
    const { quiet = false } = globalOptions(command);
    const [client, { RoomSession }, show] = await Promise.all([
      openClient(command, context),
      import("../lib/chat/room_session.ts"),
      terminal === undefined
        ? pipeView(context, { follow: follow ?? false, quiet })
        : terminalView(context, bell),
    ]);
    await using _client = client;
    await using session = await RoomSession.join(client, {
      room,
      author,
      format,
      historyLines: terminal === undefined ? 0 : historyLines,
      signal,
    });
    await show(session);
  });
  return command;
}

type View = (session: RoomSession) => Promise<void>;

async function terminalView(
  { terminal, stdout, now, signal }: Context,
  bell: Bell,
): Promise<View> {
  const { chatOnTerminal } = await import("../lib/chat/terminal.ts");
  return (session) =>
    chatOnTerminal(session, {
      terminal: terminal!,
      styled: stdout.styled,
      historyLimit: historyLines,
      bell,
      now,
      signal,
    });
}

async function pipeView(
  { stdin, stdout, stderr, signal }: Context,
  choices: { readonly follow: boolean; readonly quiet: boolean },
): Promise<View> {
  const { chatInPipe } = await import("../lib/chat/pipe.ts");
  return (session) => chatInPipe(session, { stdin, stdout, stderr, ...choices, signal });
}
