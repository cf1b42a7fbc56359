const linesPerWrite = 10_000;

/** How many lines there are, and the length of each without its newline. */
export interface NumberLines {
  readonly count: number;
  readonly bytes: number;
}

/** Yields lines that are consecutive numbers from 0, with zeros in front, many at a time. */
export function* numberLines({ count, bytes }: NumberLines): Generator<Uint8Array, void, void> {
  for (let first = 0; first < count; first += linesPerWrite) {
    let lines = "";
    for (let index = first; index < Math.min(first + linesPerWrite, count); index++) {
      lines += `${String(index).padStart(bytes, "0")}\n`;
    }
    yield new TextEncoder().encode(lines);
  }
}
