/** Up to this many bytes a loop is faster than a call of the runtime. */
const shortBytes = 48;

/** Copies `length` bytes of `input` at `from` into `output` at `to`. */
export function copyIn(
  output: Uint8Array,
  to: number,
  input: Uint8Array,
  from: number,
  length: number,
): void {
  if (length > shortBytes) output.set(input.subarray(from, from + length), to);
  else for (let index = 0; index < length; index++) output[to + index] = input[from + index]!;
}

/**
 * Copies `length` bytes within `bytes` to `to`, from `distance` before it.
 *
 * A distance shorter than the length repeats the pattern, which is how LZ77 codecs write runs.
 */
export function copyBack(bytes: Uint8Array, to: number, distance: number, length: number): void {
  const from = to - distance;
  if (length <= shortBytes) {
    for (let index = 0; index < length; index++) bytes[to + index] = bytes[from + index]!;
    return;
  }
  // Each pass doubles what is there of the pattern, so that no copy overlaps itself.
  for (let done = 0; done < length;) {
    const step = Math.min(distance + done, length - done);
    bytes.copyWithin(to + done, from, from + step);
    done += step;
  }
}
