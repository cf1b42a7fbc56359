import { fileURLToPath } from "node:url";
import { cliCommand, cliEnvironment } from "./cli_process.ts";
import { runProcess } from "./process.ts";

const root = new URL("../../../", import.meta.url);
const listPath = fileURLToPath(new URL("loaded_modules.json", import.meta.url));

/** The modules that a program of this project has loaded. */
export interface LoadedModules {
  /** Paths of modules of this project from its root, sorted. */
  readonly own: readonly string[];
  /** Names of npm packages, sorted. */
  readonly packages: readonly string[];
  /** Modules of Deno's compatibility layer for Node. */
  readonly node: readonly string[];
}

/** Reads the loaded modules from the output of Deno with `--log-level=debug`. */
export function loadedModules(log: string): LoadedModules {
  const names = [...log.matchAll(/V8 code cache (?:\w+ )?for ES module: ([^\s,]+)/g)]
    .map(([, name]) => name!);
  const sorted = (values: readonly string[]): string[] => [...new Set(values)].sort();
  return {
    own: sorted(
      names.filter((name) => name.startsWith(root.href)).map((name) =>
        name.slice(root.href.length)
      ),
    ),
    packages: sorted(names.flatMap((name) => packageOf(name) ?? [])),
    node: sorted(names.filter((name) => /^(ext:deno_node\/|node:)/.test(name))),
  };
}

/** Returns the command line of `wah ARGV…` that logs on stderr what it loads. */
export function tracedCommand(argv: readonly string[]): [string, ...string[]] {
  const [program, run, ...rest] = cliCommand(argv);
  // With --quiet, Deno would not log anything.
  const flags = rest.filter((flag) => flag !== "--quiet");
  return [program, run!, "--log-level=debug", ...flags];
}

/** Runs `wah ARGV…`, which must succeed, and returns what it loaded. */
export async function modulesOf(argv: readonly string[], stdin = ""): Promise<LoadedModules> {
  const [program, ...args] = tracedCommand(argv);
  const { status, stderr } = await runProcess(program, args, { env: cliEnvironment(), stdin });
  if (status !== 0) throw new Error(`wah ${argv.join(" ")} ended with ${status}: ${stderr}`);
  return loadedModules(stderr);
}

/** The modules that each command may load, by the name of the command. */
export function recordedModules(): Readonly<Record<string, readonly string[]>> {
  return JSON.parse(Deno.readTextFileSync(listPath));
}

function packageOf(name: string): string | undefined {
  return /\/npm\/[^/]+\/((?:@[^/]+\/)?[^/]+)\/\d/.exec(name)?.[1] ??
    /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(name)?.[1];
}
