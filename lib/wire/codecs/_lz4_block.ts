import { WireError } from "../bytes.ts";
import { BlockCopier } from "./_block_copier.ts";

/** The target of a block. */
interface Lz4Target {
  readonly start: number;
  /** The end of the space that the block may write. */
  readonly limit: number;
  /** The first position that the block may refer to. */
  readonly windowStart: number;
}

const minMatchBytes = 4;

/**
 * Decodes one LZ4 block into `output`; returns the position after it, or null if it exceeds the
 * limit.
 *
 * @throws {WireError} If the block is malformed.
 * @see LZ4 Block Format Description
 */
export function decodeLz4Block(
  input: Uint8Array,
  output: Uint8Array,
  { start, limit, windowStart }: Lz4Target,
): number | null {
  const end = input.byteLength;
  const copier = new BlockCopier(input, output);
  let position = 0;
  let to = start;
  while (position < end) {
    const token = input[position++]!;
    let literals = token >>> 4;
    if (literals === 15) {
      for (let more = 255; more === 255 && position < end;) literals += more = input[position++]!;
    }
    if (literals > end - position) throw malformed("literals", position);
    if (literals > limit - to) return null;
    copier.literals(position, to, literals);
    position += literals;
    to += literals;
    if (position === end) return to;
    const distance = input[position]! | (input[position + 1]! << 8);
    position += 2;
    let length = (token & 15) + minMatchBytes;
    if (length === 15 + minMatchBytes) {
      for (let more = 255; more === 255 && position < end;) length += more = input[position++]!;
    }
    // A block ends with literals, so a match is never the last element.
    if (position >= end) throw malformed("match", position);
    if (distance === 0 || distance > to - windowStart) throw malformed("distance", position);
    if (length > limit - to) return null;
    copier.match(to, distance, length);
    to += length;
  }
  throw malformed("block", position);
}

function malformed(part: string, position: number): WireError {
  return new WireError(`Cannot decompress lz4: a malformed ${part} at byte ${position} of a block`);
}
