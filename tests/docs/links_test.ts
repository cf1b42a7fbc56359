import assert from "node:assert/strict";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { fileExists } from "../support/file_exists.ts";
import { sourceFiles } from "../support/tidy/source.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pages = sourceFiles(root, [".md"]);

/** Returns the anchors of the headings of a page, as GitHub creates them. */
function anchors(markdown: string): Set<string> {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map((match) => match[1]!);
  return new Set(
    headings.map((heading) =>
      heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
    ),
  );
}

/**
 * Returns the links of a page whose target does not exist. Links to other sites are not followed.
 */
function deadLinks(path: string, text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
  return targets.filter((target) => !/^[a-z]+:/.test(target)).filter((target) => {
    const [file = "", anchor] = target.split("#");
    const found = file === "" ? path : posix.join(posix.dirname(path), file);
    if (!fileExists(`${root}${found}`)) return true;
    return anchor !== undefined &&
      !anchors(Deno.readTextFileSync(`${root}${found}`)).has(anchor);
  }).map((target) => `${path}: ${target}`);
}

Deno.test("every link between the pages points to a page and a heading that exist", () => {
  assert.deepEqual(pages.flatMap(({ path, text }) => deadLinks(path, text)), []);
});

Deno.test("README links to every page of docs/", () => {
  const readme = pages.find(({ path }) => path === "README.md")!.text;
  const unlinked = pages.map(({ path }) => path)
    .filter((path) => path.startsWith("docs/") && !readme.includes(`](${path})`));
  assert.deepEqual(unlinked, []);
});

Deno.test("every picture in the docs has alternative text", () => {
  const silent = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/!\[\s*\]\(([^)]+)\)/g)].map((match) => `${path}: ${match[1]}`)
  );
  assert.deepEqual(silent, []);
});

Deno.test("no picture in the docs is larger than 300 KB", () => {
  const casts = `${root}docs/casts/`;
  const large = [...Deno.readDirSync(casts)].map(({ name }) => name)
    .filter((name) => Deno.statSync(casts + name).size > 300_000);
  assert.deepEqual(large, []);
});

Deno.test("deadLinks() finds a missing file and a missing heading", () => {
  const text = "[a](docs/chat.md#pipes) [b](docs/nowhere.md) [c](docs/chat.md#nowhere) [d](#x)";
  assert.deepEqual(deadLinks("README.md", text), [
    "README.md: docs/nowhere.md",
    "README.md: docs/chat.md#nowhere",
    "README.md: #x",
  ]);
});
