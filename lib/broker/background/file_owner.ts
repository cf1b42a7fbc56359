import { joinPath } from "../../text/file_path.ts";
import { openPrivate, removeIfPresent } from "../private_file.ts";

const everyoneElse = 0o077;

/**
 * Whether this process's user wrote a file of the directory that is open here.
 *
 * A file that only its owner can read is readable here, so this user owns it; or this user is
 * root, who reads every file. `strict` covers root too, and writes to the directory for it. The
 * same goes for a file system that keeps no modes.
 *
 * @throws {Error} If the directory has to be written to, and that fails.
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

/** The user of this process, by a file that it creates: reading the id takes a permission. */
function ownUser(directory: string): number | null {
  const path = joinPath(directory, `broker.owner.${crypto.randomUUID()}`);
  using file = openPrivate(path, "createNew");
  try {
    return file.statSync().uid;
  } finally {
    removeIfPresent(path);
  }
}
