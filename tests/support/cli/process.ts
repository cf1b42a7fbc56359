import { Transcript } from "./transcript.ts";

/** Options of a process. Default: those of this process. */
export interface ProcessOptions {
  readonly cwd?: string;
  /** The whole environment of the child. */
  readonly env?: Readonly<Record<string, string>>;
  /** All of its stdin, which is then closed. Default: stdin stays open. */
  readonly stdin?: string | Uint8Array;
}

/** The exit status of a process, and all that it printed. */
export interface ProcessResult {
  /** The exit code; 128 plus the signal's number if a signal killed it. */
  readonly status: number;
  readonly signal: Deno.Signal | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutBytes: Uint8Array;
}

/** A child process whose output is collected as it arrives; disposing of it kills it. */
export class TestProcess implements AsyncDisposable {
  readonly stdout: Transcript;
  readonly stderr: Transcript;
  readonly result: Promise<ProcessResult>;
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  #stdinClosed: Promise<void> | undefined;
  #ended = false;

  constructor(command: string, args: readonly string[], options: ProcessOptions = {}) {
    this.#child = new Deno.Command(command, {
      args: [...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.env === undefined ? {} : { env: { ...options.env }, clearEnv: true }),
    }).spawn();
    this.stdout = new Transcript(`stdout of ${command} ${args.join(" ")}`);
    this.stderr = new Transcript(`stderr of ${command} ${args.join(" ")}`);
    this.#stdin = this.#child.stdin.getWriter();
    this.result = this.#collect();
    this.result.catch(() => {});
    if (options.stdin !== undefined) void this.#feed(options.stdin);
  }

  get pid(): number {
    return this.#child.pid;
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  async #feed(data: string | Uint8Array): Promise<void> {
    await this.write(data);
    await this.endInput();
  }

  async #collect(): Promise<ProcessResult> {
    const [status] = await Promise.all([
      this.#child.status,
      this.stdout.collect(this.#child.stdout),
      this.stderr.collect(this.#child.stderr),
    ]);
    this.#ended = true;
    await this.endInput();
    return {
      status: status.code,
      signal: status.signal,
      stdout: this.stdout.text,
      stderr: this.stderr.text,
      stdoutBytes: this.stdout.bytes,
    };
  }

  /** Writes to its stdin; ignores a process that no longer reads. */
  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    await this.#stdin.write(bytes).catch(() => {});
  }

  /** Closes its stdin. */
  endInput(): Promise<void> {
    this.#stdinClosed ??= this.#stdin.close().catch(() => {});
    return this.#stdinClosed;
  }

  /** Sends a signal; ignores a process that has exited. */
  kill(signal: Deno.Signal): void {
    if (this.#ended) return;
    try {
      this.#child.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.result;
  }
}

/** Runs a program to its end; its stdin is empty unless given. */
export async function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessResult> {
  await using process = new TestProcess(command, args, { stdin: "", ...options });
  return await process.result;
}
