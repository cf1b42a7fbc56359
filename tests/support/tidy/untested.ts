import { fileURLToPath } from "node:url";
import { importGraph } from "./graph.ts";
import { type SourceFile, sourceFiles } from "./source.ts";
import list from "./tested_elsewhere.json" with { type: "json" };

/** Source files, or folders with a slash at the end, each with the test that runs their code. */
export type TestedElsewhere = Readonly<Record<string, string>>;

/**
 * The files of lib/ and commands/ that have no separate test, because a test of other code runs
 * them: the test of the file that uses them, or a case of tests/conformance.
 */
export const testedElsewhere: TestedElsewhere = list;

const hasCode = /^(?:export )?(?:async |abstract )*(?:function|class|const|let|enum)\b/m;
const listFile = "tests/support/tidy/tested_elsewhere.json";

/**
 * Files without a test of their own that `list` lacks, and entries of `list` that no longer apply.
 *
 * A file that holds only types needs no test.
 */
export function untestedProblems(files: readonly SourceFile[], list: TestedElsewhere): string[] {
  const paths = new Set(files.map(({ path }) => path));
  const untested = filesWithoutTest(files);
  const entries = Object.entries(list);
  return [
    ...untested
      .filter((path) => !entries.some(([entry]) => covers(entry, path)))
      .map((path) => `${path} has no test: write one, or add the test that runs it to ${listFile}`),
    ...entries
      .filter(([entry]) => !untested.some((path) => covers(entry, path)))
      .map(([entry]) => `${entry} is gone, or has a test: remove it from ${listFile}`),
    ...entries
      .filter(([, test]) => !paths.has(test))
      .map(([entry, test]) => `${entry}: ${test} does not exist: correct ${listFile}`),
  ];
}

/**
 * Returns `list` without the entries that no longer apply. Each file that it lacks gets the test of
 * the nearest file that imports it: a suggestion, to be checked.
 */
export function updatedList(
  files: readonly SourceFile[],
  list: TestedElsewhere,
): Record<string, string> {
  const paths = new Set(files.map(({ path }) => path));
  const untested = filesWithoutTest(files);
  const kept = Object.entries(list).filter(([entry, test]) =>
    paths.has(test) && untested.some((path) => covers(entry, path))
  );
  const graph = importGraph(files);
  const added = untested.filter((path) => !kept.some(([entry]) => covers(entry, path)))
    .map((path) => [path, nearestTest(path, graph)] as const);
  return Object.fromEntries([...kept, ...added].toSorted(([a], [b]) => a < b ? -1 : 1));
}

function filesWithoutTest(files: readonly SourceFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path));
  return files
    .filter(({ path, text }) => /^(lib|commands)\//.test(path) && hasCode.test(text))
    .map(({ path }) => path)
    .filter((path) => !paths.has(testOf(path)));
}

function testOf(path: string): string {
  return `tests/${path.slice(0, -".ts".length)}_test.ts`;
}

function covers(entry: string, path: string): boolean {
  return entry === path || entry.endsWith("/") && path.startsWith(entry);
}

/** Returns the nearest test among the files that import a file, step by step; "" for none. */
function nearestTest(path: string, graph: ReadonlyMap<string, readonly string[]>): string {
  const reached = new Set([path]);
  for (const target of reached) {
    const users = [...graph].filter(([, targets]) => targets.includes(target))
      .map(([user]) => user);
    const own = users.map(testOf).find((test) => graph.has(test));
    const test = own ?? users.find((user) => user.endsWith("_test.ts"));
    if (test !== undefined) return test;
    for (const user of users) reached.add(user);
  }
  return "";
}

// Updates the list: deno run -RW tests/support/tidy/untested.ts
if (import.meta.main) {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const updated = updatedList(sourceFiles(root, [".ts"]), testedElsewhere);
  const file = new URL("tested_elsewhere.json", import.meta.url);
  Deno.writeTextFileSync(file, `${JSON.stringify(updated, null, 2)}\n`);
}
