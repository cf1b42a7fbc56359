import { delay } from "../../lib/async/delay.ts";
import { resolvesWithin } from "../../lib/async/resolves_within.ts";
import type { BotProcess } from "../../lib/chat/pipe/bot.ts";
import type { Context } from "../../lib/context.ts";
import { FailedError } from "../../lib/errors.ts";
import { sharedSecurity } from "../_shared/security_variables.ts";

/** A process that was ended by a signal has this status plus the number of the signal. */
const signalStatus = 128;
/** How long the processes that the shell started may take to end after it. */
const groupTimeoutMs = 1_000;
const pollMs = 20;

/**
 * Starts a bot: a command line for the system's shell, with the stderr of wah.
 *
 * The shell and the processes that it starts are a separate process group, so that all of them can
 * be ended, also if wah exits without waiting. They inherit the settings of the cluster, except its
 * password.
 *
 * @throws {FailedError} If the system has no shell.
 */
export function startBot(commandLine: string, { env }: Pick<Context, "env">): BotProcess {
  const isWindows = Deno.build.os === "windows";
  const [shell, flag] = isWindows ? ["cmd", "/c"] : ["sh", "-c"];
  const command = new Deno.Command(shell!, {
    args: [flag!, commandLine],
    env: sharedSecurity(env),
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
    detached: !isWindows,
  });
  const child = spawn(command, `Cannot run ${JSON.stringify(commandLine)}: there is no ${shell}`);
  const group = isWindows ? child.pid : -child.pid;
  const killAtExit = (): void => void signal(group, "SIGKILL");
  addEventListener("unload", killAtExit);
  const status = child.status.then(({ code, signal }) => {
    removeEventListener("unload", killAtExit);
    return signal === null || code >= signalStatus ? code : signalStatus + code;
  });
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    status,
    stop: async (timeoutMs) => {
      signal(group, "SIGTERM");
      const hasEnded = await resolvesWithin(status, timeoutMs);
      if (hasEnded && (isWindows || await groupEnds(group))) return;
      signal(group, "SIGKILL");
      await status;
    },
  };
}

function spawn(command: Deno.Command, failure: string): Deno.ChildProcess {
  try {
    return command.spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new FailedError(failure, { cause: error });
  }
}

/** Waits until all processes of a group have ended; returns false if that takes too long. */
async function groupEnds(group: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < groupTimeoutMs; waitedMs += pollMs) {
    // A stopped process handles SIGTERM only once it continues; SIGCONT does not affect others.
    if (!signal(group, "SIGCONT")) return true;
    await delay(pollMs, new AbortController().signal);
  }
  return false;
}

/** Sends a signal to a process, or to a group by its negative number; returns whether it exists. */
function signal(pid: number, name: Deno.Signal): boolean {
  try {
    Deno.kill(pid, name);
    return true;
  } catch (error) {
    // Deno throws a TypeError if the process has ended.
    if (error instanceof TypeError || error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
