import type { Terminal } from "../../../lib/context.ts";
import { typedTerminal } from "../../support/cli/typed_terminal.ts";
import { Transcript } from "../../support/cli/transcript.ts";

/** A terminal of 60 columns without a screen: keys go in as bytes, bytes come out. */
export interface FakeTerminal {
  readonly terminal: Terminal;
  /** The output, control sequences included. */
  readonly written: Transcript;
  /** Presses keys, as the bytes that a terminal in raw mode sends. */
  press(keys: string): void;
}

/** Creates a terminal for tests of the line editor. */
export function fakeTerminal(): FakeTerminal {
  const written = new Transcript("terminal");
  const { terminal, type } = typedTerminal((text) =>
    written.append(new TextEncoder().encode(text))
  );
  return { terminal, written, press: type };
}
