import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fileExists } from "../support/file_exists.ts";
import { cliEnvironment } from "../support/cli/cli_process.ts";
import { type ProcessOptions, type ProcessResult, runProcess } from "../support/cli/process.ts";

/** The folder of the checkout, with a slash at the end. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** Variables that a machine with only Node does not have, or has with other values. */
const absent = /^(DENO_|XDG_|npm_|WAH_)|^(HOME|INIT_CWD|USER|LOGNAME)$/i;

/**
 * Returns the environment of a machine with an empty home folder. It keeps the certificates and
 * proxies, which clients of a registry need.
 */
export function bareEnvironment(home: string): Record<string, string> {
  const kept = Object.entries(cliEnvironment()).filter(([name]) => !absent.test(name));
  return { ...Object.fromEntries(kept), HOME: home };
}

/** Returns `PATH` without the folders that contain Deno. */
export function pathWithoutDeno(): string {
  const folders = (Deno.env.get("PATH") ?? "").split(delimiter);
  return folders.filter((folder) => !fileExists(join(folder, "deno"))).join(delimiter);
}

/**
 * Returns `environment` with an unreachable proxy for every registry. Default: a port that refuses
 * connections. Requests to this machine are sent directly.
 */
export function offline(
  environment: Record<string, string>,
  proxy = "127.0.0.1:1",
): Record<string, string> {
  const url = `http://${proxy}`;
  const variables = { HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: "127.0.0.1,localhost,::1" };
  const lowerCase = Object.entries(variables).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...environment, ...variables, ...Object.fromEntries(lowerCase) };
}

/** Runs a program that must succeed. */
export async function runOk(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const result = await runProcess(command, args, options);
  if (result.status === 0) return result;
  const line = [command, ...args].join(" ");
  throw new Error(`${line} exited with ${result.status}: ${result.stderr}${result.stdout}`);
}
