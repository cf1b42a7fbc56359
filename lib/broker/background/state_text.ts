/** Longest text to read; a state has a few hundred bytes. */
const maxBytes = 64 * 1024;

/** Writes all of `text` to a file, at its current position. */
export function writeText(file: Deno.FsFile, text: string): void {
  let bytes: Uint8Array = new TextEncoder().encode(text);
  while (bytes.byteLength > 0) bytes = bytes.subarray(file.writeSync(bytes));
}

/** Reads the text of a small file from its start, at most 64 KiB. */
export function readText(file: Deno.FsFile): string {
  const bytes = new Uint8Array(maxBytes);
  let length = 0;
  while (length < maxBytes) {
    const count = file.readSync(bytes.subarray(length));
    if (count === null || count === 0) break;
    length += count;
  }
  return new TextDecoder().decode(bytes.subarray(0, length));
}
