import { absolutePath, joinPath, parentDirectory } from "../text/file_path.ts";

/** The name of a project file. */
export const projectFileName = "wah.toml";

/** The project file of a folder. */
export interface ProjectPath {
  /** Undefined if there is none. */
  readonly file: string | undefined;
  /** A file that belongs to another user, which is not used. */
  readonly foreign: string | undefined;
}

/**
 * Finds the project file of a folder: in the folder itself or the nearest one above.
 *
 * The search ends with the root of a repository (a folder with `.git`), and below the home folder:
 * a file there counts only in that folder itself. A file above the folder that belongs to another
 * user does not count, because anyone can write one in `/tmp`.
 */
export function findProjectFile(from: string, home: string | undefined): ProjectPath {
  const start = absolutePath(from);
  const end = home === undefined ? undefined : absolutePath(home);
  for (let folder = start;; folder = parentDirectory(folder)) {
    if (folder === end && folder !== start) break;
    const file = joinPath(folder, projectFileName);
    const info = infoOf(file);
    if (info?.isFile) {
      const isOwn = folder === start || info.uid === null || info.uid === 0 ||
        info.uid === infoOf(start)?.uid;
      return isOwn ? { file, foreign: undefined } : { file: undefined, foreign: file };
    }
    if (folder === parentDirectory(folder) || infoOf(joinPath(folder, ".git")) !== null) break;
  }
  return { file: undefined, foreign: undefined };
}

function infoOf(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return null;
  }
}
