import { fileName } from "../text/file_path.ts";
import { errorCode } from "./error_code.ts";

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

/** How to open a file. `read` and `update` need an existing file, `createNew` a missing one. */
export type PrivateAccess = keyof typeof accesses;

/** Errors of changing a mode, if the system has no modes or another user owns the file. */
const noModes = new Set(["EPERM", "EACCES", "ENOTSUP", "ENOSYS", "EROFS"]);

/** The broker must not use a file: it is not a private regular file, was replaced, or is locked. */
export class UnusableFileError extends Error {
  override readonly name = "UnusableFileError";
}

/**
 * Whether an error is the operating system's or an {@link UnusableFileError}. Any other error is a
 * bug of this program, or a permission that it lacks, and must not be hidden.
 */
export function isFileError(error: unknown): error is Error {
  return error instanceof UnusableFileError || isSystemError(error);
}

/** Whether an error is the operating system's. */
export function isSystemError(error: unknown): error is Error {
  return error instanceof Error && /^E[A-Z0-9]+$/.test(errorCode(error));
}

/**
 * Opens a file that belongs to a broker, with mode 0600; the file can be locked.
 *
 * Other users may be able to write to the folder. Therefore this does not follow a symbolic link,
 * and opens only a regular file with a single name: a hard link could be another program's file.
 * Removes the access of other users, unless the file is only opened to be read.
 *
 * @throws {UnusableFileError} If the path is something else, with a message such as `"broker.log"
 * is a symbolic link`; or if the file is replaced while it is opened.
 * @throws The system's error, with its code.
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

/** Creates a private file if it is missing; removes the access of other users if it exists. */
export function makePrivate(path: string): void {
  openPrivate(path, "create").close();
}

/** Removes the access of other users to a file, if it exists. */
export function tightenIfPresent(path: string): void {
  try {
    openPrivate(path, "update").close();
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** Deletes a file if it exists; of a link, the link itself. */
export function removeIfPresent(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** Returns an error's message, without the number that Deno adds to those of the system. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/ \(os error \d+\)/, "");
}

/**
 * Opens an existing file, or creates it exclusively.
 *
 * Opening an existing file follows symbolic links, and waits for the other end of a named pipe.
 * Therefore this checks the name before, and compares the open file with it afterwards.
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

/** Returns the entry of that name, without following a link; null if there is none. */
function lookUp(path: string): Deno.FileInfo | null {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Returns `file` if the path still leads to it. */
function sameFile(path: string, file: Deno.FsFile): Deno.FsFile {
  try {
    requireSame(path, file.statSync(), Deno.lstatSync(path));
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Identifies a file on this machine. */
type FileId = Pick<Deno.FileInfo, "dev" | "ino">;

function requireSame(path: string, opened: FileId, named: FileId): void {
  if (isWindows || (opened.ino === named.ino && opened.dev === named.dev)) return;
  throw new UnusableFileError(`"${fileName(path)}" was replaced while it was opened`);
}

function refuseWrongKind(path: string, found: Deno.FileInfo): void {
  const wrong = wrongKind(found);
  if (wrong !== null) throw new UnusableFileError(`"${fileName(path)}" ${wrong}`);
}

function wrongKind(found: Deno.FileInfo): string | null {
  if (found.isSymlink) return "is a symbolic link";
  if (!found.isFile) return "is not a regular file";
  return (found.nlink ?? 1) > 1 ? "has a second name (a hard link)" : null;
}

/**
 * Removes the access of other users to an open file.
 *
 * Deno can only change a mode by path, which may lead to another file by now; `node:fs` does it by
 * descriptor. That module loads slowly, but only files of earlier versions need it.
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
