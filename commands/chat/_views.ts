import type { Bell } from "../../lib/chat/terminal/bell.ts";
import type { Channel } from "../../lib/chat/log/channel.ts";
import type { LogItem } from "../../lib/chat/show/log_item.ts";
import type { PromptMark } from "../../lib/chat/terminal/screen.ts";
import type { Session } from "../../lib/chat/session/session.ts";
import type { Context } from "../../lib/context.ts";
import { ExitStatus } from "../_shared/exit_status.ts";

/** Shows a session until the user leaves or the input ends. */
export type View = (session: Session) => Promise<void>;

/** Options of views without a terminal. */
export interface PipeChoices {
  readonly quiet: boolean;
  /** How long the last messages may take after the end of input, in milliseconds. */
  readonly timeoutMs: number;
}

/** Options of the view on a terminal. */
export interface TerminalChoices {
  readonly bell: Bell;
  readonly historyLimit: number;
  readonly mark: PromptMark | undefined;
  readonly startsFull: boolean;
  readonly broker: string;
  readonly background: "dark" | "light" | undefined;
}

/** Loads the view for a terminal. */
export async function terminalView(
  { terminal, stdout, env, machine, now, signal }: Context,
  { startsFull, broker, background, ...choices }: TerminalChoices,
): Promise<View> {
  const { chatOnTerminal } =
    await (import("../../lib/chat/terminal/terminal.ts" as string) as Promise<
      typeof import("../../lib/chat/terminal/terminal.ts")
    >);
  return (session) =>
    chatOnTerminal(session, {
      terminal: terminal!,
      styled: stdout.styled,
      ...choices,
      now,
      signal,
      full: {
        isFirst: startsFull,
        broker,
        background,
        env,
        openLink: async (url) => {
          const { openLink } = await (import("./_open_link.ts" as string) as Promise<
            typeof import("./_open_link.ts")
          >);
          await openLink(url, machine);
        },
      },
    });
}

/** Loads the view for a pipe. */
export async function pipeView(
  { stdin, stdout, stderr, now, signal }: Context,
  choices: PipeChoices & { readonly follow: boolean },
): Promise<View> {
  const { chatInPipe } = await (import("../../lib/chat/pipe/pipe.ts" as string) as Promise<
    typeof import("../../lib/chat/pipe/pipe.ts")
  >);
  return (session) => chatInPipe(session, { stdin, stdout, stderr, ...choices, now, signal });
}

/** Loads the view that runs a bot; it exits with the status of the bot. */
export async function botView(
  commandLine: string,
  context: Context,
  choices: PipeChoices,
): Promise<View> {
  const { stderr, now, signal } = context;
  const [{ runBot }, { json }, { startBot }] = await Promise.all([
    import("../../lib/chat/pipe/bot.ts" as string) as Promise<
      typeof import("../../lib/chat/pipe/bot.ts")
    >,
    import("../_shared/print.ts" as string) as Promise<typeof import("../_shared/print.ts")>,
    import("./_bot_process.ts" as string) as Promise<typeof import("./_bot_process.ts")>,
  ]);
  const lineOf = (item: LogItem, channel: Channel): string =>
    json({ room: channel.kind === "room" ? channel.room : null, ...item });
  return async (session) => {
    const bot = startBot(commandLine, context);
    const status = await runBot(session, { bot, lineOf, stderr, ...choices, now, signal });
    if (status !== 0) throw new ExitStatus(status);
  };
}
