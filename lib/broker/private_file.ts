import { fileName } from "../text/file_path.ts";

const ownerOnly = 0o600;
const everyoneElse = 0o077;

/** Windows has no such modes, and creating a symbolic link there needs a special right. */
const isWindows = Deno.build.os === "windows";

/** How a private file is opened: to read it, to change it, or to add to it. */
const accesses = {
  read: { options: { read: true }, creates: false },
  update: { options: { read: true, write: true }, creates: false },
  create: { options: { read: true, write: true }, creates: true },
  createNew: { options: { read: true, write: true }, creates: true },
  append: { options: { read: true, append: true }, creates: true },
} as const;

/** How often a file may appear or vanish while it is opened, before that is an error. */
const maxTries = 3;

/** `read` and `update` need an existing file, `createNew` a missing one. */
export type PrivateAccess = keyof typeof accesses;

/** What a system without file modes, or a file of another user, answers to a change of the mode. */
const noModes = new Set(["EPERM", "EACCES", "ENOTSUP", "ENOSYS", "EROFS"]);

/**
 * Opens a file that belongs to a broker, with mode 0600; the file can be locked.
 *
 * The folder may be one in which other users can write. Therefore a symbolic link is not followed,
 * and only a regular file with a single name is opened: a hard link could be another program's
 * file. A file that others could read is closed to them, unless it is only opened to be read.
 *
 * @throws {Error} If the path is something else, with a message such as `"broker.log" is a
 * symbolic link`; if the file is replaced while it is opened; or the system's own error, with its
 * code.
 */
export function openPrivate(path: string, access: PrivateAccess): Deno.FsFile {
  const file = openPlain(path, access);
  try {
    const found = file.statSync();
    refuseWrongKind(path, found);
    const isOpenToOthers = !isWindows && ((found.mode ?? 0) & everyoneElse) !== 0;
    if (access !== "read" && isOpenToOthers) tighten(path, found);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Creates a private file if it is missing, and closes one that others could read to them. */
export function makePrivate(path: string): void {
  openPrivate(path, "create").close();
}

/** Closes a file to other users, if it exists. */
export function tightenIfPresent(path: string): void {
  try {
    openPrivate(path, "update").close();
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** Removes a file, or a link itself, if it exists. */
export function removeIfPresent(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** The system's name for an error, for example "ENOENT"; empty if it has none. */
export function errorCode(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? "");
}

/** An error's message in words: without the number that Deno adds to those of the system. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/ \(os error \d+\)/, "");
}

/**
 * Opens what is there, or creates it exclusively.
 *
 * Opening an existing file follows symbolic links, and waits for the other end of a named pipe. So
 * look at the name before, and compare the open file with it afterwards.
 */
function openPlain(path: string, access: PrivateAccess): Deno.FsFile {
  const { options, creates } = accesses[access];
  for (let tries = 1;; tries++) {
    try {
      const before = lookUp(path);
      if (before !== null) refuseWrongKind(path, before);
      const createNew = access === "createNew" || before === null && creates;
      const file = Deno.openSync(path, { ...options, createNew, mode: ownerOnly });
      return sameFile(path, file);
    } catch (error) {
      const hasChanged = creates && access !== "createNew" &&
        ["EEXIST", "ENOENT"].includes(errorCode(error));
      if (!hasChanged || tries === maxTries) throw error;
    }
  }
}

/** What has the name, without following it; null if nothing has. */
function lookUp(path: string): Deno.FileInfo | null {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** `file`, if it is the file that has the name now. */
function sameFile(path: string, file: Deno.FsFile): Deno.FsFile {
  try {
    requireSame(path, file.statSync(), Deno.lstatSync(path));
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** What tells a file of a system from all others. */
type FileId = Pick<Deno.FileInfo, "dev" | "ino">;

function requireSame(path: string, opened: FileId, named: FileId): void {
  if (isWindows || (opened.ino === named.ino && opened.dev === named.dev)) return;
  throw new Error(`"${fileName(path)}" was replaced while it was opened`);
}

function refuseWrongKind(path: string, found: Deno.FileInfo): void {
  const wrong = wrongKind(found);
  if (wrong !== null) throw new Error(`"${fileName(path)}" ${wrong}`);
}

function wrongKind(found: Deno.FileInfo): string | null {
  if (found.isSymlink) return "is a symbolic link";
  if (!found.isFile) return "is not a regular file";
  return (found.nlink ?? 1) > 1 ? "has a second name (a hard link)" : null;
}

/**
 * Closes an open file to other users.
 *
 * Deno changes a mode by name alone, and the name may lead to another file by now; `node:fs` does
 * it by descriptor. That module loads slowly, but only files of earlier versions come here.
 */
function tighten(path: string, opened: FileId): void {
  const fs = globalThis.process.getBuiltinModule("node:fs");
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  const fd = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    requireSame(path, opened, fs.fstatSync(fd));
    fs.fchmodSync(fd, ownerOnly);
  } catch (error) {
    if (!noModes.has(errorCode(error))) throw error;
  } finally {
    fs.closeSync(fd);
  }
}
