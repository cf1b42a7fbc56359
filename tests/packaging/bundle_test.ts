import assert from "node:assert/strict";
import { lazyChunks } from "../../packaging/bundle.ts";

const eager = 'import { createRequire as __create } from "node:module";\n' +
  "var __require = __create(import.meta.url);\n";

Deno.test("lazyChunks() defers the modules of Node and the other chunks", () => {
  const chunks = lazyChunks(
    new Map([["main.js", 'await import("./a.js");\n'], [
      "a.js",
      `var x;\n${eager}export { x };\n`,
    ]]),
  );
  assert.equal(chunks.get("main.js"), 'await import("" + "./a.js");\n');
  assert.doesNotMatch(chunks.get("a.js")!, /^import /m);
});

Deno.test("lazyChunks() requires a module of Node at its first use", async () => {
  const [text] = lazyChunks(new Map([["a.js", `${eager}export { __require };\n`]])).values();
  const module: { readonly __require: (name: string) => unknown } = await import(
    `data:text/javascript,${encodeURIComponent(text!.replaceAll("import.meta.url", '"file:///a"'))}`
  );
  assert.equal(module.__require("node:assert/strict"), assert);
});

Deno.test("lazyChunks() rejects a bundle with an unknown beginning", () => {
  assert.throws(() => lazyChunks(new Map([["a.js", "var x;\n"]])), {
    message: "Cannot defer Node's modules: 0 chunks load them, expected 1",
  });
});
