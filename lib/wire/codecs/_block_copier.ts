/** Up to this many bytes, a loop is faster than `TypedArray.set`. */
const shortBytes = 48;
const wordBytes = 4;

/**
 * The two copy operations of LZ77 decoders: from the input, and from earlier output.
 *
 * Short copies are done in words, and may write up to three extra bytes that the next copy
 * overwrites, but never beyond the output. Callers must check all positions and lengths.
 */
export class BlockCopier {
  readonly #input: Uint8Array;
  readonly #output: Uint8Array;
  readonly #inputView: DataView;
  readonly #outputView: DataView;
  readonly #lastInputWord: number;
  readonly #lastOutputWord: number;

  constructor(input: Uint8Array, output: Uint8Array) {
    this.#input = input;
    this.#output = output;
    this.#inputView = new DataView(input.buffer, input.byteOffset, input.byteLength);
    this.#outputView = new DataView(output.buffer, output.byteOffset, output.byteLength);
    this.#lastInputWord = input.byteLength - wordBytes;
    this.#lastOutputWord = output.byteLength - wordBytes;
  }

  /** Copies `length` bytes of the input at `from` to `to`. */
  literals(from: number, to: number, length: number): void {
    const input = this.#input;
    const output = this.#output;
    if (length > shortBytes) {
      output.set(input.subarray(from, from + length), to);
    } else if (from + length <= this.#lastInputWord && to + length <= this.#lastOutputWord) {
      const inputView = this.#inputView;
      const outputView = this.#outputView;
      for (let at = 0; at < length; at += wordBytes) {
        outputView.setInt32(to + at, inputView.getInt32(from + at));
      }
    } else {
      for (let at = 0; at < length; at++) output[to + at] = input[from + at]!;
    }
  }

  /**
   * Copies `length` bytes of the output to `to`, from `distance` before it.
   *
   * If the distance is shorter than the length, the pattern repeats.
   */
  match(to: number, distance: number, length: number): void {
    const output = this.#output;
    const from = to - distance;
    if (length > shortBytes) {
      // Each pass doubles the copied part of the pattern, so that no copy overlaps itself.
      for (let done = 0; done < length;) {
        const step = Math.min(distance + done, length - done);
        output.copyWithin(to + done, from, from + step);
        done += step;
      }
    } else if (distance >= wordBytes && to + length <= this.#lastOutputWord) {
      const view = this.#outputView;
      for (let at = 0; at < length; at += wordBytes) {
        view.setInt32(to + at, view.getInt32(from + at));
      }
    } else {
      for (let at = 0; at < length; at++) output[to + at] = output[from + at]!;
    }
  }
}
