/*
 * The few operations on paths that a command needs before its first line. Not those of `node:path`:
 * loading it takes longer than the rest of the start. Windows has drives and shares, so there
 * {@link absolutePath} and {@link parentDirectory} load it all the same.
 */

const isWindows = Deno.build.os === "windows";
const separator = isWindows ? "\\" : "/";
const separators = isWindows ? /[\\/]/ : /\//;

/** The path of the entry `name` of a directory. */
export function joinPath(directory: string, name: string): string {
  if (directory === "") return name;
  return separators.test(directory.at(-1)!) ? directory + name : directory + separator + name;
}

/** The last name of a path that does not end with a separator. */
export function fileName(path: string): string {
  return path.split(separators).at(-1)!;
}

/** The directory that a path's last name is in; the root's is the root, a lone name's is `.`. */
export function parentDirectory(path: string): string {
  if (isWindows) return nodePath().dirname(path);
  const parent = /^(.*?)\/+[^/]+\/*$/s.exec(path)?.[1];
  if (parent === undefined) return path.startsWith("/") ? "/" : ".";
  return parent === "" ? "/" : parent;
}

/** A path from the root, without `.`, `..` and empty names; a relative one starts here. */
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
