import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  type Stats,
} from "node:fs";
import { basename } from "node:path";

const ownerOnly = 0o600;
const everyoneElse = 0o077;

/** Windows has neither flag, and creating a symbolic link there needs a special right. */
const isWindows = Deno.build.os === "windows";
const noFollow = isWindows ? 0 : constants.O_NOFOLLOW;
/** A named pipe in place of the file must not block this process. */
const nonBlocking = isWindows ? 0 : constants.O_NONBLOCK;

const { O_RDONLY, O_RDWR, O_APPEND, O_CREAT, O_EXCL } = constants;

/** How a private file is opened: to read it, to change it, or to add to it. */
const accesses = {
  read: { flags: O_RDONLY, creates: false },
  update: { flags: O_RDWR, creates: false },
  create: { flags: O_RDWR, creates: true },
  createNew: { flags: O_RDWR | O_CREAT | O_EXCL, creates: true },
  append: { flags: O_RDWR | O_APPEND, creates: true },
} as const;

/** How often a file may appear or vanish while it is opened, before that is an error. */
const maxTries = 3;

/** `read` and `update` need an existing file, `createNew` a missing one. */
export type PrivateAccess = keyof typeof accesses;

/** What a system without file modes, or a file of another user, answers to a change of the mode. */
const noModes = new Set(["EPERM", "EACCES", "ENOTSUP", "ENOSYS", "EROFS"]);

/**
 * Opens a file that belongs to a broker, with mode 0600, and returns its descriptor.
 *
 * The folder may be one in which other users can write. Therefore a symbolic link is not followed,
 * and only a regular file with a single name is opened: a hard link could be another program's
 * file. A file that others could read is closed to them, unless it is only opened to be read.
 *
 * @throws {Error} If the path is something else, with a message such as `"broker.log" is a
 * symbolic link`; or the system's own error, with its code.
 */
export function openPrivate(path: string, access: PrivateAccess): number {
  const fd = openPlain(path, access);
  try {
    const found = fstatSync(fd);
    const wrong = wrongKind(found);
    if (wrong !== null) throw new Error(`"${basename(path)}" ${wrong}`);
    if (access !== "read" && (found.mode & everyoneElse) !== 0) tighten(fd);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Creates a private file if it is missing, and closes one that others could read to them. */
export function makePrivate(path: string): void {
  closeSync(openPrivate(path, "create"));
}

/** Closes a file to other users, if it exists. */
export function tightenIfPresent(path: string): void {
  try {
    closeSync(openPrivate(path, "update"));
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/**
 * As {@link openPrivate}, as a file that can be locked.
 *
 * @throws {Error} Also if the file is replaced while it is opened.
 */
export function openPrivateFile(
  path: string,
  access: "read" | "create" | "createNew",
): Deno.FsFile {
  const fd = openPrivate(path, access);
  try {
    const file = Deno.openSync(path, { read: true, write: access !== "read" });
    // This second way of opening follows links, so make sure that it found the same file.
    const [first, second] = [fstatSync(fd), file.statSync()];
    if (isWindows || (first.ino === second.ino && first.dev === second.dev)) return file;
    file.close();
    throw new Error(`"${basename(path)}" was replaced while it was opened`);
  } finally {
    closeSync(fd);
  }
}

/** The system's name for an error, for example "ENOENT"; empty if it has none. */
export function errorCode(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? "");
}

/**
 * Opens what is there, or creates it exclusively.
 *
 * Deno resolves symbolic links by itself before it opens a file, unless it has every permission.
 * So O_NOFOLLOW alone is not enough: look at the name before, and compare with it afterwards.
 */
function openPlain(path: string, access: PrivateAccess): number {
  const { flags, creates } = accesses[access];
  for (let tries = 1;; tries++) {
    try {
      const before = lstatSync(path, { throwIfNoEntry: false });
      if (before?.isSymbolicLink()) throw new Error(`"${basename(path)}" is a symbolic link`);
      const extra = before === undefined && creates ? O_CREAT | O_EXCL : 0;
      return sameFile(path, openSync(path, flags | extra | noFollow | nonBlocking, ownerOnly));
    } catch (error) {
      const hasChanged = creates && access !== "createNew" &&
        ["EEXIST", "ENOENT"].includes(errorCode(error));
      if (!hasChanged || tries === maxTries) throw error;
    }
  }
}

/** `fd`, if it is the file that has the name now. */
function sameFile(path: string, fd: number): number {
  try {
    const [opened, named] = [fstatSync(fd), lstatSync(path)];
    if (isWindows || (opened.ino === named.ino && opened.dev === named.dev)) return fd;
    throw new Error(`"${basename(path)}" was replaced while it was opened`);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function wrongKind(found: Stats): string | null {
  if (!found.isFile()) return "is not a regular file";
  return found.nlink > 1 ? "has a second name (a hard link)" : null;
}

function tighten(fd: number): void {
  try {
    fchmodSync(fd, ownerOnly);
  } catch (error) {
    if (!noModes.has(errorCode(error))) throw error;
  }
}
