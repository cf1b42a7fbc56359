import type { Output } from "../../../lib/context.ts";
import type { GlobalOptions } from "../parser/globals.ts";

/** Says on a terminal that records wait for the broker, and when they no longer do. */
export async function noteLink(
  state: "up" | "down",
  stderr: Output,
  { quiet }: Pick<GlobalOptions, "quiet">,
): Promise<void> {
  if (!stderr.isTerminal || quiet) return;
  const text = state === "down"
    ? "Broker unreachable; records are written when it is back"
    : "Connected again";
  // Ignores write errors: the command continues if stderr is closed.
  await stderr.write(`${text}\n`).catch(() => {});
}
