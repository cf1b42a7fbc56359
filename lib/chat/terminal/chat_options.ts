import type { Context, Terminal } from "../../context.ts";
import type { Bell } from "./bell.ts";
import type { PromptMark } from "./screen.ts";

/** Options of a chat on a terminal. */
export interface TerminalChatOptions {
  readonly terminal: Terminal;
  readonly styled: boolean;
  /** Maximum number of history entries to show in lines. */
  readonly historyLimit: number;
  readonly bell: Bell;
  /** The mark of the cluster at the start of the prompt. Default: none. */
  readonly mark?: PromptMark | undefined;
  /** Returns the current time in milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** The full screen. */
  readonly full: FullScreenOptions;
}

/** What only the full screen needs. */
export interface FullScreenOptions {
  /** Whether the chat begins on the full screen, and not in lines. */
  readonly isFirst: boolean;
  /** The address of the broker, for the status bar. */
  readonly broker: string;
  /** The background of the terminal. Default: the terminal is asked. */
  readonly background: "dark" | "light" | undefined;
  /** The variables `TERM` and `COLORTERM` decide about colors. */
  readonly env: Context["env"];
  /**
   * Opens a link in a browser.
   *
   * @throws {FailedError} If that is not possible.
   */
  readonly openLink: (url: string) => Promise<void>;
}
