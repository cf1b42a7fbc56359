/** The input of a command: stdin, or a substitute in tests. */
export interface CommandInput {
  readonly isTerminal: boolean;
  /** The bytes as they arrive; reading claims the input. For terminals see `Context.terminal`. */
  readonly readable: ReadableStream<Uint8Array>;
  /**
   * Sets raw mode: each key arrives in {@link readable} at once, without an echo. Otherwise the
   * terminal edits and echoes lines. Undefined if stdin is not a terminal.
   */
  readonly setRaw?: (isRaw: boolean) => void;
}

/** An output of a command: stdout (data) or stderr (notes), or a substitute in tests. */
export interface Output {
  readonly isTerminal: boolean;
  /** Width in columns; 80 without a terminal. */
  readonly columns: number;
  /** Whether to use colors and other styles, according to the flags and the environment. */
  readonly styled: boolean;
  /**
   * Writes all of `data`; await it for back-pressure.
   *
   * @throws {ClosedPipeError} If the reader has closed the pipe.
   */
  write(data: Uint8Array | string): Promise<void>;
}

/** The size of a terminal, in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** The terminal of the user; present if stdin and stdout are a terminal that is not dumb. */
export interface Terminal {
  /** Resolves with the next typed bytes, or with null once the terminal is closed. */
  read(): Promise<Uint8Array | null>;
  /** Sets raw mode: each key arrives at once. Otherwise the terminal edits and echoes lines. */
  setRaw(isRaw: boolean): void;
  /** Writes text in the order of the calls, without waiting until the terminal has shown it. */
  write(text: string): void;
  /** Resolves when the terminal has accepted everything that was written, or is closed. */
  drain(): Promise<void>;
  /**
   * Stops the program and the rest of its job, as Ctrl-Z does outside of raw mode. Resolves when
   * the program continues; at once if no shell controls the job.
   */
  suspend(): Promise<void>;
  /** Returns the current size. */
  size(): TerminalSize;
  /** Calls `listener` after each change of the size, until it is disposed of. */
  onResize(listener: () => void): Disposable;
  /** Writes `text` when the program ends, unless disposed of; not if it is killed. */
  onExit(text: string): Disposable;
  /** Calls `listener` whenever the program continues after it was stopped, until disposed of. */
  onContinue(listener: () => void): Disposable;
}

/** The machine and the account that a command runs on. */
export interface Machine {
  readonly os: typeof Deno.build.os;
  /** Name of the machine in its network. */
  hostName(): string;
  /** Home folder of the account; undefined if it has none. */
  homeFolder(): string | undefined;
}

/** The process and the machine as a command sees them; only `main.ts` accesses the process. */
export interface Context {
  readonly stdin: CommandInput;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly terminal: Terminal | undefined;
  /** Reads one environment variable; an empty value counts as absent. */
  env(name: string): string | undefined;
  readonly machine: Machine;
  /** URL of the file that this program was started with: `main.ts`, or a bundle of it. */
  readonly mainModule: string;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP; its reason is an `InterruptedError`. */
  readonly signal: AbortSignal;
  /**
   * Passes every signal that would abort {@link signal} or end the program to `listener` instead,
   * until disposed of: for the time that another program runs in the foreground.
   */
  relaySignals(listener: (name: Deno.Signal) => void): Disposable;
}
