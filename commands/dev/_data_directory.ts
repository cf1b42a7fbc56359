import { isAbsolute, join, resolve } from "node:path";
import type { Context } from "../../lib/context.ts";
import { UsageError } from "../../lib/errors.ts";

/**
 * Where a broker keeps its data: what `--data` says, else `wah` in the folder for a user's data.
 *
 * @param given As typed; relative to the folder that the command runs in.
 * @throws {UsageError} When nothing was typed, or the environment does not tell whose folder it is.
 * @see XDG Base Directory Specification 0.8: a relative path counts as none
 */
export function dataDirectory(given: string | undefined, { env }: Pick<Context, "env">): string {
  // A shell makes it of a variable that is not set, and does not mean the folder it is in.
  if (given === "") throw new UsageError('Cannot use "" for --data: expected a directory');
  if (given !== undefined) return resolve(given);
  const folder = env("XDG_DATA_HOME");
  if (folder !== undefined && isAbsolute(folder)) return join(folder, "wah");
  const home = env("HOME");
  if (home !== undefined) return resolve(home, ".local", "share", "wah");
  throw new UsageError(
    "Cannot determine the data directory: neither XDG_DATA_HOME nor HOME is set",
    {
      hint: "Add --data DIR, or --memory to keep the data in memory only",
    },
  );
}
