import { abortable } from "../../../lib/async/abortable.ts";
import { FailedError, UsageError } from "../../../lib/errors.ts";

/** A program and its arguments. */
export type ProgramCommand = readonly [program: string, ...args: string[]];

/** The exit status of this project's programs if their command line is invalid. */
const usageStatus = 2;

/**
 * Starts the process of a broker, detached from this process and its terminal. Resolves when the
 * first line on stdout reports that the broker is ready. After that, its output is ignored, and the
 * caller need not wait for `ended`.
 *
 * @throws {FailedError} If it exits instead; with the error and the hint that it printed.
 * @throws {UsageError} The same, if it rejected its command line.
 * @throws The signal's reason, when it aborts first; the process is stopped.
 */
export async function launchBroker(
  [program, ...args]: ProgramCommand,
  signal: AbortSignal,
): Promise<{ readonly ended: Promise<unknown> }> {
  signal.throwIfAborted();
  const child = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
    // Not the current folder, which could then not be unmounted.
    ...(Deno.build.os === "windows" ? {} : { cwd: "/" }),
  }).spawn();
  const stdout = child.stdout.getReader();
  const closeOutput = (): Promise<unknown> => Promise.all([stdout.cancel(), child.stderr.cancel()]);
  try {
    const { done } = await abortable(stdout.read(), signal);
    if (done) {
      const [printed, { code }] = await Promise.all([
        new Response(child.stderr).text(),
        child.status,
      ]);
      throw failureOf(printed, code);
    }
  } catch (error) {
    if (signal.aborted) {
      terminate(child);
      await Promise.all([closeOutput(), child.status]);
    }
    throw error;
  }
  await closeOutput();
  child.unref();
  return { ended: child.status };
}

function failureOf(printed: string, status: number): FailedError | UsageError {
  const error = /^error: (.*)$/m.exec(printed)?.[1];
  const hint = /^hint: (.*)$/m.exec(printed)?.[1];
  const last = printed.trim().split("\n").at(-1);
  const found = last === "" || last === undefined ? `it exited with status ${status}` : last;
  const Failure = status === usageStatus ? UsageError : FailedError;
  return new Failure(
    error ?? `Cannot start the broker: ${found}`,
    hint === undefined ? {} : { hint },
  );
}

function terminate(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGTERM");
  } catch (error) {
    // It has exited.
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}
