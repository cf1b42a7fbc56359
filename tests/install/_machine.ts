import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cliEnvironment } from "../support/cli/cli_process.ts";
import { type ProcessOptions, type ProcessResult, runProcess } from "../support/cli/process.ts";

/** The folder of the checkout, with a slash at the end. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

/** What a machine that has only Node does not have, or has elsewhere. */
const absent = /^(DENO_|XDG_|npm_|WAH_)|^(HOME|INIT_CWD|USER|LOGNAME)$/i;

/**
 * The environment of a machine with an empty home folder. It keeps what a registry's client needs:
 * certificates and proxies.
 */
export function bareEnvironment(home: string): Record<string, string> {
  const kept = Object.entries(cliEnvironment()).filter(([name]) => !absent.test(name));
  return { ...Object.fromEntries(kept), HOME: home };
}

/** `PATH` without the folders in which there is a Deno. */
export function pathWithoutDeno(): string {
  const folders = (Deno.env.get("PATH") ?? "").split(delimiter);
  return folders.filter((folder) => !existsSync(join(folder, "deno"))).join(delimiter);
}

/**
 * `environment` with every registry behind a proxy that is none: by default a port that refuses
 * connections. Requests to this machine go direct.
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

/** Runs a program that has to succeed. */
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
