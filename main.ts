import { styledByDefault } from "./commands/_color.ts";
import { reportFailure } from "./commands/_report.ts";
import { run } from "./commands/run.ts";
import type { Context, Output } from "./lib/context.ts";
import { ClosedPipeError, FailedError, InterruptedError } from "./lib/errors.ts";
import { ProcessTerminal } from "./process_terminal.ts";

const interruptedStatus = 130;
/** How long a full pipe that somebody made non-blocking is left alone before the next try. */
const fullPipePauseMs = 5;
const stopSignals: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

const encoder = new TextEncoder();
const stop = new AbortController();
let relay: ((name: Deno.Signal) => void) | undefined;

function env(name: string): string | undefined {
  return Deno.env.get(name) || undefined;
}

/** stdout or stderr of this process; every write is complete when its promise settles. */
class ProcessOutput implements Output {
  readonly isTerminal: boolean;
  readonly #stream: typeof Deno.stdout;

  constructor(stream: typeof Deno.stdout) {
    this.#stream = stream;
    this.isTerminal = stream.isTerminal();
  }

  get styled(): boolean {
    return styledByDefault(env, this.isTerminal);
  }

  get columns(): number {
    return this.isTerminal ? Deno.consoleSize().columns : 80;
  }

  async write(data: Uint8Array | string): Promise<void> {
    let rest = typeof data === "string" ? encoder.encode(data) : data;
    while (rest.byteLength > 0) {
      rest = rest.subarray(await this.#writeSome(rest));
    }
  }

  async #writeSome(data: Uint8Array): Promise<number> {
    try {
      return await this.#stream.write(data);
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) {
        throw new ClosedPipeError("The reader of this output is gone", { cause: error });
      }
      if (!(error instanceof Deno.errors.WouldBlock)) {
        const found = error instanceof Error ? error.message : String(error);
        throw new FailedError(`Cannot write the output: ${found}`, { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, fullPipePauseMs));
      return 0;
    }
  }
}

function openTerminal(): ProcessTerminal | undefined {
  if (!Deno.stdin.isTerminal() || !Deno.stdout.isTerminal() || env("TERM") === "dumb") {
    return undefined;
  }
  return new ProcessTerminal();
}

const terminal = openTerminal();
const context: Context = {
  stdin: {
    isTerminal: Deno.stdin.isTerminal(),
    get readable() {
      return Deno.stdin.readable;
    },
  },
  stdout: new ProcessOutput(Deno.stdout),
  stderr: new ProcessOutput(Deno.stderr),
  terminal,
  env,
  now: Date.now,
  signal: stop.signal,
  relaySignals(listener): Disposable {
    relay = listener;
    return {
      [Symbol.dispose](): void {
        relay = undefined;
      },
    };
  },
};

/** The first signal asks the command to end, the second one does not ask. */
function interrupt(name: Deno.Signal): void {
  if (relay !== undefined) return relay(name);
  if (stop.signal.aborted) Deno.exit(interruptedStatus);
  stop.abort(new InterruptedError());
}

/** A failure that no command saw is a defect; it must still be one line, and not a hang. */
async function fail(error: unknown): Promise<void> {
  terminal?.restore();
  Deno.exit(await reportFailure(error, context, { verbose: Deno.args.includes("-v") }));
}

for (const name of stopSignals) Deno.addSignalListener(name, () => interrupt(name));
addEventListener("unload", () => terminal?.restore());
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  void fail(event.reason);
});
addEventListener("error", (event) => {
  event.preventDefault();
  void fail(event.error);
});

const status = await run(Deno.args, context);
await terminal?.drain();
Deno.exit(status);
