import { join, relative } from "node:path";

/** A file: its path from the root, with slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const skippedFolders = new Set(["node_modules", "coverage"]);

/** Reads every file below `root` whose name ends with one of `endings`; skips hidden folders. */
export function sourceFiles(root: string, endings: readonly string[]): SourceFile[] {
  return [...walk(root)]
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .sort()
    .map((path) => ({
      path: relative(root, path).replaceAll("\\", "/"),
      text: Deno.readTextFileSync(path),
    }));
}

function* walk(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(folder)) {
    if (entry.name.startsWith(".") || skippedFolders.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* walk(path);
    else if (entry.isFile) yield path;
  }
}
