/**
 * Runs the tests that need no cluster: `deno task test [FILE…] [FLAG…]`.
 *
 * Without any file these are all but those of `elsewhere`, and examples in docblocks. Files that
 * call a program which is not installed are left out too, and that is said.
 */
import { fileURLToPath } from "node:url";
import { testsThatUse } from "./support/callers.ts";
import { denoTest, namesFiles, stopSignal } from "./support/deno_test.ts";
import { sourceFiles } from "./support/tidy/source.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

/** What `deno task test:kafka` runs, since it takes Kafka or long, and what is run by hand. */
const elsewhere = [
  "tests/conformance/cluster",
  "tests/conformance/faults",
  "tests/conformance/peers/java",
  "tests/differential",
];

/** The programs that tests call beside a shell, and the module through which they do. */
const callers: Readonly<Record<string, string>> = {
  kcat: "tests/support/kcat.ts",
  tmux: "tests/support/tmux.ts",
  strace: "tests/support/broker_faults/strace.ts",
};

function isInstalled(program: string): boolean {
  try {
    new Deno.Command(program, { args: ["-V"], stdout: "null", stderr: "null" }).outputSync();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The test files that cannot run here, told on stderr. */
function impossible(): string[] {
  const missing = Object.keys(callers).filter((program) => !isInstalled(program));
  if (missing.length === 0) return [];
  const sources = sourceFiles(root, [".ts"]).filter(({ path }) => path.startsWith("tests/"));
  const files = new Set(missing.flatMap((program) => testsThatUse(callers[program]!, sources)));
  const wanted = [...files].filter((path) => !elsewhere.some((part) => path.startsWith(part)));
  const line = `Left out: ${wanted.length} files of tests that call ${missing.join(", ")}; ` +
    `on Debian: sudo apt-get install ${missing.join(" ")}\n`;
  Deno.stderr.writeSync(new TextEncoder().encode(line));
  return wanted;
}

using stop = stopSignal();
const selection = namesFiles(Deno.args)
  ? []
  : ["--doc", `--ignore=${[...elsewhere, ...impossible()].join(",")}`];
Deno.exitCode = await denoTest([...selection, ...Deno.args], stop);
