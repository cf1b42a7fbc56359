import type { Bell } from "../../lib/chat/terminal/bell.ts";
import { type Channel } from "../../lib/chat/log/channel.ts";
import type { LogItem } from "../../lib/chat/show/log_item.ts";
import type { PromptMark } from "../../lib/chat/terminal/screen.ts";
import type { Session } from "../../lib/chat/session/session.ts";
import type { Context } from "../../lib/context.ts";
import { ExitStatus } from "../_shared/exit_status.ts";

/** Shows a session, until it ends. */
export type View = (session: Session) => Promise<void>;

/** How a chat without a terminal goes. */
export interface PipeChoices {
  readonly quiet: boolean;
  /** What the last messages may take after the end of input. */
  readonly timeoutMs: number;
}

/** A person at a terminal. */
export async function terminalView(
  { terminal, stdout, now, signal }: Context,
  choices: {
    readonly bell: Bell;
    readonly historyLimit: number;
    readonly mark: PromptMark | undefined;
  },
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
    });
}

/** A pipe at either end. */
export async function pipeView(
  { stdin, stdout, stderr, signal }: Context,
  choices: PipeChoices & { readonly follow: boolean },
): Promise<View> {
  const { chatInPipe } = await (import("../../lib/chat/pipe/pipe.ts" as string) as Promise<
    typeof import("../../lib/chat/pipe/pipe.ts")
  >);
  return (session) => chatInPipe(session, { stdin, stdout, stderr, ...choices, signal });
}

/** A program that hears and speaks; the view ends with its status. */
export async function programView(
  commandLine: string,
  context: Context,
  choices: PipeChoices,
): Promise<View> {
  const { stderr, signal } = context;
  const [{ chatByProgram }, { json }, { startProgram }] = await Promise.all([
    import("../../lib/chat/pipe/bot.ts" as string) as Promise<
      typeof import("../../lib/chat/pipe/bot.ts")
    >,
    import("../_shared/print.ts" as string) as Promise<typeof import("../_shared/print.ts")>,
    import("./_program.ts" as string) as Promise<typeof import("./_program.ts")>,
  ]);
  const lineOf = (item: LogItem, channel: Channel): string =>
    json({ room: channel.kind === "room" ? channel.room : null, ...item });
  return async (session) => {
    const program = startProgram(commandLine, context);
    const status = await chatByProgram(session, { program, lineOf, stderr, ...choices, signal });
    if (status !== 0) throw new ExitStatus(status);
  };
}
