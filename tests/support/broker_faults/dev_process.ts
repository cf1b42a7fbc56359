import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TestProcess } from "../cli/process.ts";

const main = fileURLToPath(new URL("../../../main.ts", import.meta.url));
const permissions = ["net", "read", "write", "run", "env"].map((name) => `--allow-${name}`);

/** Options of a broker's process. */
export interface DevOptions {
  /** Its data directory. */
  readonly data: string;
  /** More arguments for `wah dev`. */
  readonly args?: readonly string[];
  /** A program that runs it, with arguments, for example strace with its filters. */
  readonly under?: readonly string[];
}

/** A `wah dev` in a separate process, ready for connections; disposing of it kills it. */
export class DevProcess implements AsyncDisposable {
  readonly #process: TestProcess;
  readonly port: number;
  /** The id of the broker's process, even if another program runs it. */
  readonly pid: number;

  private constructor(process: TestProcess, at: { readonly port: number; readonly pid: number }) {
    this.#process = process;
    this.port = at.port;
    this.pid = at.pid;
  }

  /** Starts it on a free port and waits until it is ready. */
  static async start({ data, args = [], under = [] }: DevOptions): Promise<DevProcess> {
    const [command, ...words] = [
      ...under,
      ...[Deno.execPath(), "run", "--no-prompt", "--no-check", ...permissions, main],
      ...["dev", "--data", data, "--listen", "127.0.0.1:0", ...args],
    ];
    const earlier = await ownPid(data);
    const process = new TestProcess(command!, words, { stdin: "" });
    try {
      const port = /^ready 127\.0\.0\.1:(\d+)$/m.exec(await process.stdout.waitFor(/^ready .*\n/m));
      const pid = await ownPid(data) ?? process.pid;
      return new DevProcess(process, { port: Number(port?.[1]), pid });
    } catch (error) {
      // The traced process outlives its tracer, and would keep the pipes open. The id in the files
      // of a killed broker may belong to another process by now.
      const pid = await ownPid(data);
      if (pid !== null && pid !== earlier) kill(pid, "SIGKILL");
      await process[Symbol.asyncDispose]();
      throw new Error(`wah dev did not start: ${error}\n${process.stderr.text}`, { cause: error });
    }
  }

  /** Its log up to now. */
  get log(): string {
    return this.#process.stderr.text;
  }

  /** Resolves once its log contains `wanted`. */
  logged(wanted: string | RegExp): Promise<string> {
    return this.#process.stderr.waitFor(wanted);
  }

  /** Stops it with a signal and waits until it, and the program that runs it, have exited. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    kill(this.pid, signal);
    await this.#process.result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end("SIGKILL");
  }
}

/**
 * The process id that the broker reports; null if its data is not readable from here, or if it
 * reports none.
 */
async function ownPid(data: string): Promise<number | null> {
  try {
    const state: { pid: number } = JSON.parse(await Deno.readTextFile(join(data, "broker.json")));
    return state.pid;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return null;
  }
}

/** Sends a signal; ignores a process that has exited. */
function kill(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
