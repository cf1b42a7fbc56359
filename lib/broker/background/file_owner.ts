import { joinPath } from "../../text/file_path.ts";
import { openPrivate, removeIfPresent } from "../private_file.ts";

const everyoneElse = 0o077;

/**
 * Whether the user of this process wrote an open file of the directory.
 *
 * If only its owner can read the file, this user owns it, or is root. `strict` covers root too, and
 * creates a file in the directory to find out. So does a file system without modes.
 *
 * @throws The system's error, if the file in the directory cannot be created.
 */
export function isOwnFile(
  file: Deno.FsFile,
  directory: string,
  options: { readonly strict: boolean },
): boolean {
  if (Deno.build.os === "windows") return true;
  const { mode, uid } = file.statSync();
  const isPrivate = ((mode ?? 0) & everyoneElse) === 0;
  return isPrivate && !options.strict || uid === ownUser(directory);
}

/** Returns the user id of this process, from a file that it creates; this needs no permission. */
function ownUser(directory: string): number | null {
  const path = joinPath(directory, `broker.owner.${crypto.randomUUID()}`);
  using file = openPrivate(path, "createNew");
  try {
    return file.statSync().uid;
  } finally {
    removeIfPresent(path);
  }
}
