import { resolvesWithin } from "../../lib/async/resolves_within.ts";
import { after } from "../../lib/async/timer.ts";
import type { BotProcess } from "../../lib/chat/pipe/bot.ts";
import type { Context } from "../../lib/context.ts";
import { FailedError } from "../../lib/errors.ts";
import { sharedSecurity } from "../_shared/security_variables.ts";

/** Shells report a program that a signal ended as this number plus that of the signal. */
const signalled = 128;
/** How long processes that the shell left behind get to end after it. */
const stragglerMs = 1_000;
const pollMs = 20;

/**
 * Runs a command line in the system's shell, with the stderr of wah.
 *
 * The shell and the programs that it starts are a process group of their own, so that all of them
 * can be ended, also if wah exits without waiting. They inherit the settings of the cluster, except
 * its password.
 *
 * @throws {FailedError} If there is no shell.
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
    return signal === null || code >= signalled ? code : signalled + code;
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

/** Whether all processes of a group end soon. */
async function groupEnds(group: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < stragglerMs; waitedMs += pollMs) {
    // A stopped process handles SIGTERM only once it continues; to all others this means nothing.
    if (!signal(group, "SIGCONT")) return true;
    await new Promise<void>((resolve) => after(pollMs, resolve));
  }
  return false;
}

/** Sends a signal to a process, or to a group by its negative number; returns whether it exists. */
function signal(pid: number, name: Deno.Signal): boolean {
  try {
    Deno.kill(pid, name);
    return true;
  } catch (error) {
    // Deno throws a TypeError for a process that has ended.
    if (error instanceof TypeError || error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
