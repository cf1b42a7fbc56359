import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { importsOf } from "../../support/tidy/imports.ts";
import { type SourceFile, sourceFiles } from "../../support/tidy/source.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The npm packages that a file imports, without their subpaths. */
function packagesOf(file: SourceFile): string[] {
  return importsOf(file).flatMap((name) =>
    /^(?!node:)(@[\w-]+\/)?[\w-][\w.-]*/.exec(name)?.slice(0, 1) ?? []
  );
}

Deno.test("packages() names every npm package that wah imports", () => {
  const sources = sourceFiles(root, [".ts"]).filter(({ path }) =>
    /^(main\.ts|commands\/|lib\/)/.test(path)
  );
  const isList = ({ path }: SourceFile): boolean => path === "commands/_shared/packages.ts";
  const named = sources.filter(isList).flatMap(packagesOf);
  const used = sources.filter((file) => !isList(file)).flatMap(packagesOf);
  assert.deepEqual([...new Set(named)].sort(), [...new Set(used)].sort());
});
