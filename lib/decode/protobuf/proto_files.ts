import { UsageError } from "../../errors.ts";
import { absolutePath, fileName, joinPath, parentDirectory } from "../../text/file_path.ts";
import { staysInside } from "./proto_path.ts";
import { loadProtoSchema, type ProtoFile, type ProtoSchema } from "./proto_schema.ts";

/** Folders are searched for files to this depth. */
const maxDepth = 16;

/**
 * Loads `.proto` files. A path may be a folder: then all `.proto` files in it and below are loaded.
 *
 * An import is looked up in the given folders, in the folders of the given files, and in every
 * folder above those.
 *
 * @throws {UsageError} If a path cannot be read, or a folder contains no `.proto` file.
 * @throws {FailedError} If a file is invalid, or an import is missing.
 */
export async function loadProtoFiles(paths: readonly string[]): Promise<ProtoSchema> {
  const folders: string[] = [];
  const files: ProtoFile[] = [];
  for (const path of paths.map(absolutePath)) {
    const { isDirectory } = await reading(path, () => Deno.stat(path));
    const folder = isDirectory ? path : parentDirectory(path);
    folders.push(folder);
    const names = isDirectory ? await protoNames(path) : [fileName(path)];
    for (const name of names) {
      const file = joinPath(folder, name);
      files.push({ name, text: await reading(file, () => Deno.readTextFile(file)) });
    }
  }
  const places = [...new Set(folders.flatMap(withParents))];
  return await loadProtoSchema(files, async (name) => {
    if (!staysInside(name)) return undefined;
    for (const place of places) {
      const path = joinPath(place, name);
      const text = await readIfPresent(path);
      if (text !== null) return { name, text };
    }
    return undefined;
  });
}

/** The names of the `.proto` files in a folder and below, sorted, with `/` between their parts. */
async function protoNames(folder: string): Promise<string[]> {
  const names: string[] = [];
  const visit = async (path: string, prefix: string, depth: number): Promise<void> => {
    for await (const entry of Deno.readDir(path)) {
      if (entry.isDirectory && depth < maxDepth) {
        await visit(joinPath(path, entry.name), `${prefix}${entry.name}/`, depth + 1);
      } else if (!entry.isDirectory && entry.name.endsWith(".proto")) {
        names.push(`${prefix}${entry.name}`);
      }
    }
  };
  await reading(folder, () => visit(folder, "", 0));
  if (names.length > 0) return names.toSorted();
  throw new UsageError(`Cannot read "${folder}": it contains no .proto file`);
}

/** A folder and all folders above it. */
function withParents(folder: string): string[] {
  const parent = parentDirectory(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

async function readIfPresent(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return null;
    }
    throw unreadable(path, error);
  }
}

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Deno.errors.NotCapable) return error;
  const found = error instanceof Deno.errors.NotFound
    ? "no such file"
    : error instanceof Deno.errors.PermissionDenied
    ? "permission denied"
    : error.message;
  return new UsageError(`Cannot read "${path}": ${found}`, { cause: error });
}
