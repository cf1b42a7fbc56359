import type { Context } from "../../../lib/context.ts";
import { UsageError } from "../../../lib/errors.ts";
import { userFolder } from "../../../lib/settings/user_folder.ts";
import { absolutePath } from "../../../lib/text/file_path.ts";

/**
 * Returns the folder of a broker's data: the value of `--data`, or this program's folder for data.
 *
 * @param given As typed; relative to the folder that the command runs in.
 * @throws {UsageError} If an empty value was given, or the account has no home folder.
 */
export function dataDirectory(
  given: string | undefined,
  context: Pick<Context, "env" | "machine">,
): string {
  // A shell makes an empty word of an unset variable, which does not mean the current folder.
  if (given === "") throw new UsageError('Cannot use "" for --data: expected a directory');
  const folder = given ?? userFolder("data", context);
  if (folder !== null) return absolutePath(folder);
  throw new UsageError("Cannot determine the data directory: this account has no home folder", {
    hint: "Add --data DIR, set XDG_DATA_HOME, or add --memory to keep the data in memory only",
  });
}
