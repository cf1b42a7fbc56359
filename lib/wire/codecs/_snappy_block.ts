import { WireError } from "../bytes.ts";
import { BlockCopier } from "./_block_copier.ts";

/** Tags of elements, in the two lowest bits of their first byte. */
const literalTag = 0;
const shortCopyTag = 1;
const mediumCopyTag = 2;

/**
 * Decodes the elements of one raw snappy block into `output` from `start` up to `end`.
 *
 * @throws {WireError} If an element is malformed, or if they do not end exactly at `end`.
 */
export function decodeSnappyBlock(
  input: Uint8Array,
  output: Uint8Array,
  start: number,
  end: number,
): void {
  const size = input.byteLength;
  const copier = new BlockCopier(input, output);
  let position = 0;
  let to = start;
  while (position < size) {
    const tag = input[position++]!;
    const kind = tag & 3;
    if (kind === literalTag) {
      let length = tag >>> 2;
      if (length >= 60) {
        const count = length - 59;
        length = 0;
        for (let index = count - 1; index >= 0; index--) {
          length = length * 256 + input[position + index]!;
        }
        position += count;
      }
      length++;
      // NaN if the length is cut short.
      if (!(length <= size - position && length <= end - to)) throw malformed(position);
      copier.literals(position, to, length);
      position += length;
      to += length;
      continue;
    }
    let length = (tag >>> 2) + 1;
    let distance: number;
    if (kind === shortCopyTag) {
      length = ((tag >>> 2) & 7) + 4;
      distance = ((tag >>> 5) << 8) | input[position]!;
      position += 1;
    } else if (kind === mediumCopyTag) {
      distance = input[position]! | (input[position + 1]! << 8);
      position += 2;
    } else {
      distance = (input[position]! | (input[position + 1]! << 8) | (input[position + 2]! << 16) |
        (input[position + 3]! << 24)) >>> 0;
      position += 4;
    }
    if (position > size || distance === 0 || distance > to - start || length > end - to) {
      throw malformed(position);
    }
    copier.match(to, distance, length);
    to += length;
  }
  if (to !== end) throw malformed(position);
}

function malformed(position: number): WireError {
  return new WireError(`Cannot decompress snappy: a malformed element at byte ${position}`);
}
