/*
 * The operations on paths that a command needs at its start. They do not use `node:path`, because
 * loading it takes longer than the rest of the start. On Windows, with its drives and shares,
 * {@link absolutePath} and {@link parentDirectory} load it anyway.
 */

const isWindows = Deno.build.os === "windows";
const separator = isWindows ? "\\" : "/";
const separators = isWindows ? /[\\/]/ : /\//;

/** Returns the path of the entry `name` in a directory. */
export function joinPath(directory: string, name: string): string {
  if (directory === "") return name;
  return separators.test(directory.at(-1)!) ? directory + name : directory + separator + name;
}

/** Returns the last name of a path, which must not end with a separator. */
export function fileName(path: string): string {
  return path.split(separators).at(-1)!;
}

/** Returns the directory of a path; the root for the root, `.` for a single name. */
export function parentDirectory(path: string): string {
  if (isWindows) return nodePath().dirname(path);
  const parent = /^(.*?)\/+[^/]+\/*$/s.exec(path)?.[1];
  if (parent === undefined) return path.startsWith("/") ? "/" : ".";
  return parent === "" ? "/" : parent;
}

/** Returns an absolute path without `.`, `..` and empty names. */
export function absolutePath(path: string): string {
  if (isWindows) return nodePath().resolve(path);
  const names: string[] = [];
  for (const name of (path.startsWith("/") ? path : `${Deno.cwd()}/${path}`).split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return `/${names.join("/")}`;
}

function nodePath(): typeof import("node:path") {
  return globalThis.process.getBuiltinModule("node:path");
}
