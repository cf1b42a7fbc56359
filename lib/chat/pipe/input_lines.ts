/** A line of input. */
export interface InputLine {
  /** Counted from 1, blank lines included. */
  readonly number: number;
  /** Without the line break; undefined if the line exceeds the limit. */
  readonly text: string | undefined;
  readonly sizeBytes: number;
  /** Whether invalid UTF-8 was replaced with U+FFFD. */
  readonly isMangled: boolean;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Splits bytes into lines at LF or CRLF; a last line without a line break counts.
 *
 * A line of more than `maxLineBytes` is not kept in memory and is yielded without its text.
 */
export async function* inputLines(
  chunks: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<InputLine, void> {
  const splitter = new LineSplitter(maxLineBytes);
  for await (const chunk of chunks) {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(lineFeed, start);
      if (end < 0) break;
      splitter.add(chunk.subarray(start, end));
      yield splitter.take();
      start = end + 1;
    }
    splitter.add(chunk.subarray(start));
  }
  if (splitter.sizeBytes > 0) yield splitter.take();
}

class LineSplitter {
  readonly #maxLineBytes: number;
  #parts: Uint8Array[] = [];
  #number = 0;
  sizeBytes = 0;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  add(part: Uint8Array): void {
    this.sizeBytes += part.byteLength;
    if (this.sizeBytes > this.#maxLineBytes) this.#parts = [];
    else if (part.byteLength > 0) this.#parts.push(part.slice());
  }

  take(): InputLine {
    const { sizeBytes } = this;
    const bytes = concat(this.#parts);
    this.#parts = [];
    this.#number += 1;
    this.sizeBytes = 0;
    if (sizeBytes > this.#maxLineBytes) {
      return { number: this.#number, text: undefined, sizeBytes, isMangled: false };
    }
    const line = bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes;
    return { number: this.#number, sizeBytes, ...decode(line) };
  }
}

function decode(bytes: Uint8Array): { text: string; isMangled: boolean } {
  try {
    return { text: strict.decode(bytes), isMangled: false };
  } catch (error) {
    // A fatal decoder throws a TypeError for invalid UTF-8, as the Encoding Standard says.
    if (!(error instanceof TypeError)) throw error;
    return { text: lenient.decode(bytes), isMangled: true };
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.byteLength, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.byteLength;
  }
  return whole;
}
