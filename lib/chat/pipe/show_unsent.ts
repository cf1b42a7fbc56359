import type { Output } from "../../context.ts";
import type { LineSender } from "./line_sender.ts";
import { oneLine } from "./pipe_line.ts";

/** Minimum length of one write, in characters. */
const writeLength = 64 * 1024;

/**
 * Closes a sender and prints every line that it did not send, as `unsent: TEXT`.
 *
 * @param readsOn Whether to read and print the rest of the input too, see {@link LineSender.close}.
 * @returns The number of these lines.
 */
export async function showUnsent(
  sender: LineSender,
  { stderr, readsOn }: { readonly stderr: Output; readonly readsOn: boolean },
): Promise<number> {
  let count = 0;
  let shown = "";
  for await (const { text, number, sizeBytes } of sender.close({ readsOn })) {
    count += 1;
    const line = text ?? `(line ${number}, ${sizeBytes} bytes)`;
    shown += `unsent: ${oneLine(line, stderr)}\n`;
    if (shown.length < writeLength) continue;
    await stderr.write(shown);
    shown = "";
  }
  if (shown !== "") await stderr.write(shown);
  return count;
}
