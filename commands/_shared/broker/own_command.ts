import { fileURLToPath } from "node:url";
import { environmentFlag } from "../permissions.ts";
import type { ProgramCommand } from "./launch_broker.ts";

/** The executable that runs this program. */
export interface Installation {
  /** The running executable: Deno, or a compiled binary. */
  readonly program: string;
  /** Whether that executable contains this program. */
  readonly isCompiled: boolean;
}

/**
 * Returns the command line that runs `wah ARGV…` as a broker on `directory`, in a separate process.
 * The broker can write only there; a compiled binary has the permissions it was compiled with.
 *
 * @param mainModule URL of `main.ts` next to its deno.json, or of a bundle, which needs no
 * settings.
 */
export function ownCommand(
  argv: readonly string[],
  directory: string,
  mainModule: string,
  { program, isCompiled }: Installation = installation(),
): ProgramCommand {
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
    // All packages are cached, because this process uses them, so no registry is asked.
    "--cached-only",
    ...(main.endsWith(".ts") ? sourceFlags(root) : ["--no-config", "--no-lock"]),
  ];
  return [program, "run", ...flags, main, ...argv];
}

/** Returns flags that load the packages of the sources, without those that only tests need. */
function sourceFlags(root: string): string[] {
  return [`--config=${root}deno.json`, "--unstable-npm-lazy-caching"];
}

function installation(): Installation {
  return { program: Deno.execPath(), isCompiled: Deno.build.standalone };
}

/** Returns a flag for paths. Deno splits them at commas, so a path with one permits every path. */
function pathFlag(flag: string, paths: readonly string[]): string {
  return paths.some((path) => path.includes(",")) ? flag : `${flag}=${paths.join(",")}`;
}
