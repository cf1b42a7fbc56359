import { fileURLToPath } from "node:url";
import type { CommandLine } from "../../lib/broker/background/launch_broker.ts";

/** What this program is to the operating system. */
export interface Installation {
  /** The running executable: Deno, or a compiled binary. */
  readonly program: string;
  /** Whether that executable is this program by itself. */
  readonly isCompiled: boolean;
  /** The folder of its sources, with a slash at the end; of no account when compiled. */
  readonly root: string;
}

/** What the tasks may read of the environment, too. */
const variables = [
  ...["WAH_*", "RPK_*", "USER", "LOGNAME", "USERNAME", "HOME", "XDG_*", "TZ"],
  ...[
    "TERM",
    "COLORTERM",
    "NO_COLOR",
    "FORCE_COLOR",
    "NO_PROXY",
    "no_proxy",
    "NODE_ENV",
    "KAFKAJS_*",
  ],
];

/**
 * The command line that runs `wah ARGV…` once more, in a process of its own, as a broker on
 * `directory`. It may change nothing but that; a compiled binary brings its own permissions.
 */
export function ownCommand(
  argv: readonly string[],
  directory: string,
  { program, isCompiled, root }: Installation = installation(),
): CommandLine {
  if (isCompiled) return [program, ...argv];
  const flags = [
    "--quiet",
    "--no-prompt",
    "--allow-net",
    pathFlag("--allow-read", [root, directory]),
    pathFlag("--allow-write", [directory]),
    `--allow-env=${variables.join(",")}`,
    `--config=${root}deno.json`,
  ];
  return [program, "run", ...flags, `${root}main.ts`, ...argv];
}

function installation(): Installation {
  return {
    program: Deno.execPath(),
    isCompiled: Deno.build.standalone,
    root: fileURLToPath(new URL("../../", import.meta.url)),
  };
}

/** A comma would part a path in two, and Deno knows no way to write it. */
function pathFlag(flag: string, paths: readonly string[]): string {
  return paths.some((path) => path.includes(",")) ? flag : `${flag}=${paths.join(",")}`;
}
