/** Calls with several characters make far fewer intermediate texts. */
const { fromCharCode } = String;

/**
 * Returns bytes as text if they are ASCII; null otherwise. Faster than a decoder for short texts.
 */
export function asciiText(bytes: Uint8Array, start: number, end: number): string | null {
  let text = "";
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const a = bytes[at]!, b = bytes[at + 1]!, c = bytes[at + 2]!, d = bytes[at + 3]!;
    const e = bytes[at + 4]!, f = bytes[at + 5]!, g = bytes[at + 6]!, h = bytes[at + 7]!;
    if ((a | b | c | d | e | f | g | h) >= 0x80) return null;
    text += fromCharCode(a, b, c, d, e, f, g, h);
  }
  for (; at + 2 <= end; at += 2) {
    const a = bytes[at]!, b = bytes[at + 1]!;
    if ((a | b) >= 0x80) return null;
    text += fromCharCode(a, b);
  }
  if (at === end) return text;
  return bytes[at]! >= 0x80 ? null : text + fromCharCode(bytes[at]!);
}
