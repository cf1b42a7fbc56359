import { styledByDefault } from "./commands/_shared/color.ts";
import { stopStatuses } from "./commands/_shared/exit_status.ts";
import { reportFailure } from "./commands/_shared/report.ts";
import { run } from "./commands/run.ts";
import { securityVariables } from "./commands/_shared/security_variables.ts";
import { after } from "./lib/async/timer.ts";
import type { Context, Output } from "./lib/context.ts";
import { ClosedPipeError, FailedError, InterruptedError, type StopSignal } from "./lib/errors.ts";
import { ProcessTerminal } from "./process_terminal.ts";

/** Delay before retrying a write to a full non-blocking pipe. */
const fullPipePauseMs = 5;
/** How long a terminal may take for the last output after a signal. */
const lastOutputMs = 1_000;
/**
 * A signal that arrives this soon after the same one counts as one with it: a terminal sends Ctrl-C
 * to the launcher of the npm package and to wah, and the launcher passes it on.
 */
const sameSignalMs = 200;
/** The folder that a task was started in, which the lines of the tasks pass on. */
const taskFolderVariable = "WAH_INIT_CWD";
/** The signals that stop the program, each with the one that its exit status names. */
const stopSignals: Readonly<Partial<Record<Deno.Signal, StopSignal>>> = Deno.build.os === "windows"
  ? { SIGINT: "SIGINT", SIGBREAK: "SIGINT" }
  : { SIGINT: "SIGINT", SIGTERM: "SIGTERM", SIGHUP: "SIGHUP" };

const encoder = new TextEncoder();
const stop = new AbortController();
let relay: ((name: Deno.Signal) => void) | undefined;
let lastSignal: { readonly name: Deno.Signal; readonly at: number } | undefined;

const security = takeSecurity();

/** Reads the security variables and removes them, so that child processes do not inherit them. */
function takeSecurity(): ReadonlyMap<string, string> {
  const taken = new Map<string, string>();
  try {
    for (const name of securityVariables) {
      const value = Deno.env.get(name);
      if (value === undefined) continue;
      taken.set(name, value);
      Deno.env.delete(name);
    }
  } catch (error) {
    // A command that needs the environment reports this.
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
  }
  return taken;
}

function env(name: string): string | undefined {
  return (security.get(name) ?? Deno.env.get(name)) || undefined;
}

/** stdout or stderr of this process; a write is complete when its promise settles. */
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
    if (this.isTerminal) await whenTerminalIsIdle();
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
        throw new ClosedPipeError("The reader of this output has gone away", { cause: error });
      }
      if (!(error instanceof Deno.errors.WouldBlock)) {
        const found = error instanceof Error ? error.message : String(error);
        throw new FailedError(`Cannot write the output: ${found}`, { cause: error });
      }
      await new Promise<void>((resolve) => after(fullPipePauseMs, resolve));
      return 0;
    }
  }
}

/** Resolves some time after the first signal; never without one. */
const lastOutputIsOver = new Promise<void>((resolve) => {
  stop.signal.addEventListener("abort", () => void after(lastOutputMs, resolve));
});

/** Keeps the order of what a chat shows and what other output follows on the same terminal. */
async function whenTerminalIsIdle(): Promise<void> {
  if (terminal?.isBusy) await Promise.race([terminal.drain(), lastOutputIsOver]);
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
    ...(Deno.stdin.isTerminal() && { setRaw: (isRaw: boolean) => Deno.stdin.setRaw(isRaw) }),
  },
  stdout: new ProcessOutput(Deno.stdout),
  stderr: new ProcessOutput(Deno.stderr),
  terminal,
  env,
  now: Date.now,
  signal: stop.signal,
  mainModule: import.meta.url,
  machine: {
    os: Deno.build.os,
    hostName: () => Deno.hostname(),
    // The built-in module takes long to load, and few machines need it.
    homeFolder: () =>
      env("HOME") ?? (globalThis.process.getBuiltinModule("node:os").homedir() || undefined),
  },
  relaySignals(listener): Disposable {
    relay = listener;
    return {
      [Symbol.dispose](): void {
        relay = undefined;
      },
    };
  },
};

/** The first signal asks the command to stop; the second one ends the process at once. */
function interrupt(name: Deno.Signal, signal: StopSignal): void {
  if (relay !== undefined) return relay(name);
  const at = performance.now();
  if (lastSignal?.name === name && at - lastSignal.at < sameSignalMs) return;
  lastSignal = { name, at };
  if (stop.signal.aborted) Deno.exit(stopStatuses[signal]);
  stop.abort(new InterruptedError(undefined, { signal }));
}

let isFailing = false;

/** Reports an error that no command handled, in one line, and exits instead of hanging. */
async function fail(error: unknown): Promise<void> {
  // An error of the report itself would be reported without end.
  if (isFailing) Deno.exit(1);
  isFailing = true;
  terminal?.restore();
  Deno.exit(await reportFailure(error, context, { verbose: Deno.args.includes("-v") }));
}

/**
 * Returns to the folder that the user started a task in. Tasks run in the folder of deno.json.
 *
 * Removes the variables that say so: a program that wah starts may run another task elsewhere, and
 * Deno keeps an INIT_CWD that it inherits.
 *
 * @throws {FailedError} If the folder cannot be entered.
 */
function enterTaskFolder(): void {
  const folder = Deno.env.get(taskFolderVariable);
  if (folder === undefined) return;
  Deno.env.delete(taskFolderVariable);
  Deno.env.delete("INIT_CWD");
  if (folder === "") return;
  try {
    Deno.chdir(folder);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new FailedError(`Cannot run in the folder "${folder}": ${found}`, { cause: error });
  }
}

async function main(): Promise<number> {
  try {
    enterTaskFolder();
  } catch (error) {
    return await reportFailure(error, context, { verbose: false });
  }
  return await run(Deno.args, context);
}

for (const [name, signal] of Object.entries(stopSignals) as [Deno.Signal, StopSignal][]) {
  Deno.addSignalListener(name, () => interrupt(name, signal));
}
addEventListener("unload", () => terminal?.restore());
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  void fail(event.reason);
});
addEventListener("error", (event) => {
  event.preventDefault();
  void fail(event.error);
});

const status = await main();
await whenTerminalIsIdle();
Deno.exit(status);
