import { PassThrough } from "node:stream";
import type { Terminal } from "../../../lib/context.ts";
import { Transcript } from "../../support/transcript.ts";

/** A terminal of 60 columns without a screen: keys go in as bytes, bytes come out. */
export interface FakeTerminal {
  readonly terminal: Terminal;
  /** All that was written, control sequences included. */
  readonly written: Transcript;
  /** Presses keys, as the bytes that a terminal in raw mode sends. */
  press(keys: string): void;
}

/** Makes a terminal that a line editor takes for real. */
export function fakeTerminal(): FakeTerminal {
  const input = new PassThrough();
  const output = new PassThrough();
  const written = new Transcript("terminal");
  output.on("data", (chunk: Uint8Array) => written.append(chunk));
  Object.assign(input, { isTTY: true, setRawMode: () => input });
  Object.assign(output, { isTTY: true, columns: 60, rows: 24 });
  return {
    terminal: {
      input,
      output,
      onExit: () => new DisposableStack(),
      onContinue: () => new DisposableStack(),
    } as unknown as Terminal,
    written,
    press: (keys) => void input.write(keys),
  };
}
