/** Where a command's bytes come from: stdin, or a stand-in for it. */
export interface CommandInput {
  readonly isTerminal: boolean;
  /** The bytes as they arrive; taking it claims the input. For terminals see `Context.terminal`. */
  readonly readable: ReadableStream<Uint8Array>;
  /**
   * Raw: each key arrives in {@link readable} at once, unseen. Otherwise the terminal edits and
   * echoes lines. Undefined if stdin is not a terminal.
   */
  readonly setRaw?: (isRaw: boolean) => void;
}

/** Where a command's bytes go: stdout (data) or stderr (talk), or a stand-in for one. */
export interface Output {
  readonly isTerminal: boolean;
  /** Width in columns; 80 without a terminal. */
  readonly columns: number;
  /** Whether colours and other styles are wanted here; settled once from flags and environment. */
  readonly styled: boolean;
  /**
   * Writes all of `data`; awaiting it is the back-pressure.
   *
   * @throws {ClosedPipeError} When the reading end is gone.
   */
  write(data: Uint8Array | string): Promise<void>;
}

/** The size of a terminal, in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** The terminal that the user types on; present if stdin and stdout are one that is not dumb. */
export interface Terminal {
  /** Resolves with the bytes that were typed next, or with null once the terminal is gone. */
  read(): Promise<Uint8Array | null>;
  /** Raw: each key arrives at once, unseen. Otherwise the terminal edits and echoes lines. */
  setRaw(isRaw: boolean): void;
  /** Writes text in the order of the calls, without waiting until the terminal has shown it. */
  write(text: string): void;
  /** Resolves when the terminal has accepted everything that was written, or is gone. */
  drain(): Promise<void>;
  /**
   * Stops the program and the rest of its job, as Ctrl-Z does outside of raw mode. Resolves when it
   * continues, at once if no shell controls the job.
   */
  suspend(): Promise<void>;
  /** The current size, asked for at each call. */
  size(): TerminalSize;
  /** Calls `listener` after each change of the size, until it is disposed of. */
  onResize(listener: () => void): Disposable;
  /** Writes `text` when the program ends in any way that it notices, unless disposed of. */
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

/** Everything that a command sees of the world; only `main.ts` accesses the process itself. */
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
   * Gives every signal that would abort {@link signal} or end the program to `listener` instead,
   * until disposed of, while another program runs in the foreground.
   */
  relaySignals(listener: (name: Deno.Signal) => void): Disposable;
}
