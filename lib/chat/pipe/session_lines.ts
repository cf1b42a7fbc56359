import type { Output } from "../../context.ts";
import { FailedError } from "../../errors.ts";
import { visible } from "../../text/visible.ts";
import type { Position } from "../message/message.ts";
import type { Session } from "../session/session.ts";
import { byteChunks } from "./byte_chunks.ts";
import { type InputLine, inputLines } from "./input_lines.ts";
import { LineSender } from "./line_sender.ts";

/** Dependencies and options of {@link SessionLines}. */
export interface SessionLinesOptions {
  readonly session: Session;
  readonly input: ReadableStream<Uint8Array>;
  readonly stderr: Output;
  /** How long a full queue waits for the broker, in milliseconds; null for no limit. */
  readonly timeoutMs: number | null;
  /** Returns the current time in milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Names a line in an error, for example `line 3 (12 bytes)`. */
  readonly nameOf: (line: InputLine) => string;
  /** Called after each line that was sent; the position is null if the broker did not return it. */
  readonly onSent?: (line: InputLine, position: Position | null) => Promise<void>;
}

/** Maximum size of a line; brokers reject larger messages, so longer lines are not kept. */
const maxLineBytes = 64 * 1024 * 1024;

/**
 * Sends each line of a stream to the current channel of a session. A line that the broker does not
 * accept is reported on stderr and counted, and the next ones are sent anyway.
 */
export class SessionLines implements Disposable {
  readonly sender: LineSender;
  readonly #options: SessionLinesOptions;
  readonly #lifetime = new AbortController();
  #failures = 0;
  #isEnding = false;

  constructor(options: SessionLinesOptions) {
    this.#options = options;
    const { input, timeoutMs, now } = options;
    const lines = inputLines(byteChunks(input, this.#lifetime.signal), maxLineBytes);
    this.sender = new LineSender(lines, { send: (line) => this.#send(line), timeoutMs, now });
  }

  /** The number of lines that the broker did not accept. */
  get failures(): number {
    return this.#failures;
  }

  /** Ignores failures from now on: the chat ends, and unsent lines are reported together. */
  end(): void {
    this.#isEnding = true;
  }

  /** Stops reading the stream. */
  [Symbol.dispose](): void {
    this.end();
    this.#lifetime.abort();
  }

  async #send(line: InputLine): Promise<void> {
    const { session, stderr, nameOf, onSent } = this.#options;
    const { text } = line;
    try {
      if (text === undefined) throw new FailedError(`it has more than ${maxLineBytes} bytes`);
      const position = await session.send(text);
      await onSent?.(line, position);
    } catch (error) {
      if (this.#isEnding) return;
      if (!(error instanceof FailedError)) throw error;
      this.#failures += 1;
      await stderr.write(`error: Cannot send ${nameOf(line)}: ${visible(error.message)}\n`);
    }
  }
}
