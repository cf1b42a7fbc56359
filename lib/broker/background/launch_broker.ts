import { FailedError, UsageError } from "../../errors.ts";

/** A program and its arguments. */
export type CommandLine = readonly [program: string, ...args: string[]];

/** How this project's programs end when the command line was wrong. */
const usageStatus = 2;

/**
 * Starts a broker's process, detached from this one and its terminal, and resolves when its first
 * line on stdout says that it is ready. From then on nobody reads what it prints, nor need anybody
 * wait for its end.
 *
 * @throws {FailedError} When it ends instead, with the error and the hint that it printed.
 * @throws {UsageError} The same, where it refused its command line.
 * @throws The signal's reason, when it aborts first; the process is ended.
 */
export async function launchBroker(
  [program, ...args]: CommandLine,
  signal: AbortSignal,
): Promise<{ readonly ended: Promise<unknown> }> {
  signal.throwIfAborted();
  const child = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
    // Not the folder of whoever starts it, which could then not be unmounted.
    ...(Deno.build.os === "windows" ? {} : { cwd: "/" }),
  }).spawn();
  const stdout = child.stdout.getReader();
  const isReady = await untilAborted(stdout.read().then(({ done }) => !done), signal);
  if (isReady === undefined) {
    endQuietly(child);
    await Promise.all([stdout.cancel(), child.stderr.cancel(), child.status]);
    throw signal.reason;
  }
  if (isReady) {
    await Promise.all([stdout.cancel(), child.stderr.cancel()]);
    child.unref();
    return { ended: child.status };
  }
  const [said, status] = await Promise.all([new Response(child.stderr).text(), child.status]);
  throw failureOf(said, status.code);
}

/** What `promise` gives; undefined when the signal aborts first. */
async function untilAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value | undefined> {
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const abort = (): void => resolve(undefined);
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function failureOf(said: string, status: number): FailedError | UsageError {
  const error = /^error: (.*)$/m.exec(said)?.[1];
  const hint = /^hint: (.*)$/m.exec(said)?.[1];
  const last = said.trim().split("\n").at(-1);
  const found = last === "" || last === undefined ? `it exited with status ${status}` : last;
  const Failure = status === usageStatus ? UsageError : FailedError;
  return new Failure(
    error ?? `Cannot start the broker: ${found}`,
    hint === undefined ? {} : { hint },
  );
}

function endQuietly(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGTERM");
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}
