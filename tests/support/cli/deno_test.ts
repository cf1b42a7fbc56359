import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { fileExists } from "../file_exists.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** The exit status of an interrupted run. */
export const interruptedStatus = 130;
const permissions = ["net", "read", "write", "env", "run", "sys"].map((name) => `--allow-${name}`);

/** Whether arguments for `deno test` name files or folders, not only flags and their values. */
export function namesFiles(words: readonly string[]): boolean {
  return words.some((word) => !word.startsWith("-") && fileExists(resolve(root, word)));
}

/**
 * Runs `deno test` with the permissions that tests need, and returns its exit status; 130 if the
 * signal stops it. It inherits stdout and stderr.
 */
export async function denoTest(
  words: readonly string[],
  { signal, env = {} }: {
    readonly signal: AbortSignal;
    readonly env?: Readonly<Record<string, string>>;
  },
): Promise<number> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--no-prompt", ...permissions, ...words],
    cwd: root,
    env: { ...env },
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
    signal,
  }).spawn().status;
  return signal.aborted ? interruptedStatus : code;
}

/** Aborts when this process receives SIGINT, SIGTERM or SIGHUP; disposing of it stops listening. */
export function stopSignal(): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const names: readonly Deno.Signal[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  const stop = (): void => controller.abort();
  for (const name of names) Deno.addSignalListener(name, stop);
  return {
    signal: controller.signal,
    [Symbol.dispose](): void {
      for (const name of names) Deno.removeSignalListener(name, stop);
    },
  };
}
