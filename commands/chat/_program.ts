import type { BotProgram } from "../../lib/chat/bot.ts";
import { FailedError } from "../../lib/errors.ts";

/** What shells give to a program that a signal ended. */
const signalled = 128;

/**
 * Starts a command line by the system's shell, with its stderr to ours.
 *
 * @throws {FailedError} When there is no shell.
 */
export function startProgram(commandLine: string): BotProgram {
  const [shell, flag] = Deno.build.os === "windows" ? ["cmd", "/c"] : ["sh", "-c"];
  const command = new Deno.Command(shell!, {
    args: [flag!, commandLine],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  });
  let child: Deno.ChildProcess;
  try {
    child = command.spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new FailedError(`Cannot run ${JSON.stringify(commandLine)}: there is no ${shell}`, {
      cause: error,
    });
  }
  const status = child.status.then(({ code, signal }) =>
    signal === null || code >= signalled ? code : signalled + code
  );
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    status,
    stop: () => {
      try {
        child.kill("SIGTERM");
      } catch (error) {
        // It has ended by itself.
        if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
      }
    },
  };
}
