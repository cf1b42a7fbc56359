/** Variables that wah reads, and those that it removes before it starts other programs. */
const environmentVariables: readonly string[] = [
  ...["WAH_*", "RPK_*", "USER", "LOGNAME", "USERNAME", "HOME", "XDG_*", "LOCALAPPDATA", "APPDATA"],
  ...["USERPROFILE", "INIT_CWD", "TZ", "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "NO_PROXY"],
  ...["no_proxy", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy"],
  ...["all_proxy", "NODE_ENV", "KAFKAJS_*"],
];

/**
 * Flags of V8 that shorten the start. No command fills as much memory before its first output, so
 * none waits for garbage collection. Deno caches only the functions that V8 compiles while it reads
 * a module; without lazy compilation these are all of them.
 */
const startFlag = "--v8-flags=--min-semi-space-size=8,--no-lazy";

/** The flag of Deno that permits every variable that wah reads. */
export const environmentFlag = `--allow-env=${environmentVariables.join(",")}`;

/**
 * The flags with which Deno runs wah: the one source for the tasks in deno.json, the npm package
 * and the compiled binary. `deno task tasks` writes them into deno.json.
 *
 * @param keepsData Whether the command may write files and ask for the host's name, as every
 * command that can start a broker does.
 */
export function runFlags({ keepsData }: { readonly keepsData: boolean }): string[] {
  return [
    startFlag,
    "--no-prompt",
    "--allow-net",
    "--allow-read",
    ...(keepsData ? ["--allow-write"] : []),
    // A setting may name a command that prints a password.
    "--allow-run",
    `--allow-sys=${keepsData ? "hostname," : ""}homedir`,
    environmentFlag,
  ];
}
