import list from "./tested_elsewhere.json" with { type: "json" };
import type { SourceFile } from "./source.ts";

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
  const untested = files
    .filter(({ path, text }) => /^(lib|commands)\//.test(path) && hasCode.test(text))
    .map(({ path }) => path)
    .filter((path) => !paths.has(`tests/${path.slice(0, -".ts".length)}_test.ts`));
  const entries = Object.entries(list);
  const covers = (entry: string, path: string): boolean =>
    entry === path || entry.endsWith("/") && path.startsWith(entry);
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
