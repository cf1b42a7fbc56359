import assert from "node:assert/strict";
import { unusedExports } from "./unused.ts";

function unused(files: Readonly<Record<string, string>>): string[] {
  return unusedExports(Object.entries(files).map(([path, text]) => ({ path, text })))
    .map(({ path, name }) => `${path}#${name}`);
}

const a = "export const x = 1;\nexport function f(): void {}\nexport class C {}\n";

Deno.test("unusedExports() finds values that no other file imports", () => {
  const importing = 'import {\n  f,\n  x as y,\n} from "./a.ts";\n';
  assert.deepEqual(unused({ "lib/a.ts": a, "lib/b.ts": importing }), ["lib/a.ts#C"]);
  assert.deepEqual(unused({ "lib/a.ts": a }), ["lib/a.ts#x", "lib/a.ts#f", "lib/a.ts#C"]);
});

Deno.test("unusedExports() counts whole and dynamic imports", () => {
  assert.deepEqual(unused({ "lib/a.ts": a, "lib/b.ts": 'import * as a from "./a.ts";\n' }), []);
  assert.deepEqual(unused({ "lib/a.ts": a, "lib/b.ts": 'export * from "./a.ts";\n' }), []);
  const dynamic = 'const { x, C } = await import("./a.ts" as string);\n';
  assert.deepEqual(unused({ "lib/a.ts": a, "lib/b.ts": dynamic }), ["lib/a.ts#f"]);
});

Deno.test("unusedExports() accepts a type that its own file mentions", () => {
  const types = "export interface A {}\nexport type B = A;\n";
  assert.deepEqual(unused({ "lib/a.ts": types }), ["lib/a.ts#B"]);
});
