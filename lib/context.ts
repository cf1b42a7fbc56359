/** Where a command's bytes come from: stdin, or a stand-in for it. */
export interface Input {
  readonly isTerminal: boolean;
  /** The bytes as they arrive; taking it claims the input. For terminals see `Context.terminal`. */
  readonly readable: ReadableStream<Uint8Array>;
}

/** Where a command's bytes go: stdout (data) or stderr (talk), or a stand-in for one. */
export interface Output {
  readonly isTerminal: boolean;
  /** Width in columns; 80 where there is no terminal. */
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

/** The node streams that a line editor needs; there where both are a terminal that is not dumb. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Has `text` written when the program ends in whatever way it still notices, unless disposed. */
  onExit(text: string): Disposable;
  /** Calls `listener` whenever the program goes on after it was stopped, until disposed of. */
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
  readonly stdin: Input;
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
   * until disposed of: for whoever runs another program in the foreground.
   */
  relaySignals(listener: (name: Deno.Signal) => void): Disposable;
}
