import { posix } from "node:path";
import { importsOf } from "./tidy/imports.ts";
import type { SourceFile } from "./tidy/source.ts";

/** Returns the test files that import `module`, directly or through other files. */
export function testsThatUse(module: string, sources: readonly SourceFile[]): string[] {
  const imports = new Map(sources.map((file) => [file.path, importedBy(file)]));
  const users = new Set([module]);
  for (const used of users) {
    for (const [path, names] of imports) if (names.includes(used)) users.add(path);
  }
  return [...users].filter((path) => path.endsWith("_test.ts")).toSorted();
}

function importedBy(file: SourceFile): string[] {
  return importsOf(file).filter((name) => name.startsWith("."))
    .map((name) => posix.join(posix.dirname(file.path), name));
}
