import type { Machine } from "../../lib/context.ts";
import { FailedError } from "../../lib/errors.ts";

/** The programs that open a link; Windows reads it as a single argument. */
const openers: Readonly<Partial<Record<Machine["os"], readonly [string, ...string[]]>>> = {
  darwin: ["open"],
  windows: ["rundll32", "url.dll,FileProtocolHandler"],
};

/**
 * Opens a link in the browser of this machine.
 *
 * @throws {FailedError} If there is no program for that, or it fails.
 */
export async function openLink(url: string, { os }: Machine): Promise<void> {
  const [program, ...args] = openers[os] ?? ["xdg-open"];
  const failed = (found: string, cause?: unknown): FailedError =>
    new FailedError(`Cannot open ${url}: ${found}`, { cause });
  try {
    const { success, code } = await new Deno.Command(program, {
      args: [...args, url],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    if (!success) throw failed(`${program} exited with ${code}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw failed(`there is no program ${program} on this machine`, error);
  }
}
