/**
 * The first line that Deno's bundler writes to a chunk with CommonJS packages; it loads Node's
 * modules at once.
 */
const eagerRequire = new RegExp(
  String.raw`^import \{ createRequire as (\w+) \} from "node:module";\n` +
    String.raw`var __require = \1\(import\.meta\.url\);$`,
  "m",
);

/** Its replacement, which loads Node's modules when a package first requires one. */
const lazyRequire = `var __nodeRequire;
var __require = (name) => {
  __nodeRequire ??= process.getBuiltinModule("node:module").createRequire(import.meta.url);
  return __nodeRequire(name);
};`;

/** A dynamic import of another chunk. Deno reads every file in a literal import. */
const literalImport = /\bimport\("(\.\/[^"]+)"\)/g;

/**
 * Changes the chunks of a bundle, by name, so that a command loads only its code and its modules of
 * Node. Otherwise Deno would read every chunk, and load Node's modules, before the first line runs.
 *
 * @throws {Error} If not exactly one chunk begins as expected.
 */
export function lazyChunks(chunks: ReadonlyMap<string, string>): Map<string, string> {
  const eager = [...chunks.values()].filter((text) => eagerRequire.test(text)).length;
  if (eager !== 1) {
    throw new Error(`Cannot defer Node's modules: ${eager} chunks load them, expected 1`);
  }
  const lazy = (text: string): string =>
    text.replace(eagerRequire, lazyRequire).replace(literalImport, 'import("" + "$1")');
  return new Map([...chunks].map(([name, text]) => [name, lazy(text)]));
}
