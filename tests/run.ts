/**
 * Runs the tests that need no cluster: `deno task test [FILE…] [FLAG…]`.
 *
 * Without a file it runs all tests except those of `elsewhere`, and the examples in docblocks,
 * several files at once. It also skips files that call a program that is not installed, and prints
 * what it skips.
 */
import { fileURLToPath } from "node:url";
import { testsThatUse } from "./support/tidy/graph.ts";
import { denoTest, namesFiles, stopSignal } from "./support/cli/deno_test.ts";
import { sourceFiles } from "./support/tidy/source.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Run by `deno task test:kafka`, because they need Kafka or much time. */
const kafka = [
  "tests/conformance/cluster",
  "tests/conformance/faults",
  "tests/conformance/peers/java",
  "tests/differential",
];

/** Run by `deno task test:install`, because they need a package registry and the default port. */
const install = ["tests/install"];

/** Run by `deno task test:forms`, because they need Kafka and a package registry. */
const forms = ["tests/forms"];

const elsewhere = [...kafka, ...install, ...forms];

/** Files tested at once for each core; most tests wait most of the time. */
const filesPerCore = 2;

/** The programs other than a shell that tests call, and the module through which they do. */
const callers: Readonly<Record<string, string>> = {
  kcat: "tests/support/kafka/kcat.ts",
  tmux: "tests/support/cli/tmux.ts",
  zsh: "tests/support/cli/shells.ts",
  fish: "tests/support/cli/shells.ts",
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

/** Returns the test files that cannot run on this machine, and reports them on stderr. */
function impossible(): string[] {
  const missing = Object.keys(callers).filter((program) => !isInstalled(program));
  if (missing.length === 0) return [];
  const sources = sourceFiles(root, [".ts"]).filter(({ path }) => path.startsWith("tests/"));
  const files = new Set(missing.flatMap((program) => testsThatUse(callers[program]!, sources)));
  const wanted = [...files].filter((path) => !elsewhere.some((part) => path.startsWith(part)));
  say(
    `Left out: ${wanted.length} files of tests that call ${missing.join(", ")}; ` +
      `on Debian: sudo apt-get install ${missing.join(" ")}`,
  );
  return wanted;
}

function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

async function testAll({ signal }: { readonly signal: AbortSignal }): Promise<number> {
  say(`Left to deno task test:kafka: ${kafka.join(", ")}`);
  say(`Left to deno task test:install: ${install.join(", ")}`);
  say(`Left to deno task test:forms: ${forms.join(", ")}`);
  const ignored = [...elsewhere, ...impossible()].join(",");
  const jobs = Deno.env.get("DENO_JOBS") ?? String(navigator.hardwareConcurrency * filesPerCore);
  const words = ["--doc", "--parallel", `--ignore=${ignored}`, ...Deno.args];
  return await denoTest(words, { signal, env: { DENO_JOBS: jobs } });
}

using stop = stopSignal();
Deno.exitCode = namesFiles(Deno.args) ? await denoTest(Deno.args, stop) : await testAll(stop);
