/**
 * Code points that steer a terminal or reorder what a reader sees, instead of being seen.
 *
 * Marks that ordinary writing needs stay out of it: joiners (U+200C, U+200D), the implicit
 * direction marks of Hebrew and Arabic text (U+200E, U+200F, U+061C), variation selectors.
 *
 * @see Unicode Standard Annex 9, section 2 (explicit directional formatting)
 */
const hostile =
  // deno-lint-ignore no-control-regex -- these characters are what it looks for
  /[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb]|\p{Surrogate}/gu;

const shortNames: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** How {@link visible} treats line breaks. */
export interface VisibleOptions {
  /** Keeps newlines and tabs as they are, for text that may take several lines; default false. */
  readonly multiline?: boolean;
}

/**
 * `text` with every control, escape and bidirectional override character shown, never obeyed.
 *
 * C0, DEL and C1 become `\n`, `\r`, `\t` or `\xNN`; bidirectional controls, line and paragraph
 * separators and lone surrogates become `\uNNNN`. All other Unicode stays as it is, a backslash
 * too, so the result is for eyes and is not meant to be read back.
 */
export function visible(text: string, options: VisibleOptions = {}): string {
  return text.replace(hostile, (character) => {
    if (options.multiline && (character === "\n" || character === "\t")) return character;
    return shortNames[character] ?? escaped(character.charCodeAt(0));
  });
}

/**
 * JSON text with the same characters written as `\uNNNN`: it means the same, and steers nothing.
 *
 * Control characters below U+0020 stay, since outside of strings they are white space, and inside
 * no JSON text has them.
 */
export function visibleJson(json: string): string {
  return json.replace(hostile, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? character : unicodeEscape(code);
  });
}

function escaped(code: number): string {
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : unicodeEscape(code);
}

function unicodeEscape(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}
