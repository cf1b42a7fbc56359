import { fileURLToPath } from "node:url";
import type { CommandLine } from "../../../lib/broker/background/launch_broker.ts";
import { environmentFlag } from "../permissions.ts";

/** This program as the operating system runs it. */
export interface Installation {
  /** The running executable: Deno, or a compiled binary. */
  readonly program: string;
  /** Whether that executable contains this program. */
  readonly isCompiled: boolean;
}

/**
 * The command line that runs `wah ARGV…` as a broker on `directory`, in a separate process. It may
 * write nothing else; a compiled binary has the permissions that it was compiled with.
 *
 * @param mainModule URL of `main.ts` beside its deno.json, or of a bundle, which needs no settings.
 */
export function ownCommand(
  argv: readonly string[],
  directory: string,
  mainModule: string,
  { program, isCompiled }: Installation = installation(),
): CommandLine {
  if (isCompiled) return [program, ...argv];
  const main = fileURLToPath(mainModule);
  const root = fileURLToPath(new URL("./", mainModule));
  const flags = [
    "--quiet",
    "--no-prompt",
    "--allow-net",
    pathFlag("--allow-read", [root, directory]),
    pathFlag("--allow-write", [directory]),
    environmentFlag,
    // This process has what it needs, so the other one must not ask a registry.
    "--cached-only",
    ...(main.endsWith(".ts") ? sourceFlags(root) : ["--no-config", "--no-lock"]),
  ];
  return [program, "run", ...flags, main, ...argv];
}

/** The packages that the sources import, without those that only tests need. */
function sourceFlags(root: string): string[] {
  return [`--config=${root}deno.json`, "--unstable-npm-lazy-caching"];
}

function installation(): Installation {
  return { program: Deno.execPath(), isCompiled: Deno.build.standalone };
}

/** Deno splits the paths of a flag at commas and cannot escape one, so then permits every path. */
function pathFlag(flag: string, paths: readonly string[]): string {
  return paths.some((path) => path.includes(",")) ? flag : `${flag}=${paths.join(",")}`;
}
