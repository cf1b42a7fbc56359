/**
 * Returns the length of the valid UTF-8 sequence that begins at `at` and ends before `end`; 0 if
 * there is none: a stray or overlong byte, a surrogate, a code point above U+10FFFF, or an
 * incomplete one.
 *
 * @see The Unicode Standard, table 3-7 (well-formed UTF-8 byte sequences)
 */
export function utf8SequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (at + size > end) return 0;
  const second = bytes[at + 1]!;
  const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let index = 2; index < size; index++) {
    if ((bytes[at + index]! & 0xc0) !== 0x80) return 0;
  }
  return size;
}
