import { belongsToWriting } from "./hidden.ts";

/**
 * Code points that steer a terminal, reorder what a reader sees, or are invisible, instead of being
 * seen. Some of the invisible ones are part of ordinary writing: {@link belongsToWriting}.
 *
 * @see Unicode Standard Annex 9, section 2 (explicit directional formatting)
 * @see Unicode Standard Annex 44, Default_Ignorable_Code_Point
 */
function suspicious(): RegExp {
  // deno-lint-ignore no-control-regex -- these characters are what it looks for
  return /[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\p{Cs}\p{DI}]/gu;
}

/** Most texts are: the expressions with properties of Unicode take long to make. */
const printableAscii = /^[ -~]*$/;
// deno-lint-ignore no-control-regex -- these characters are what it looks for
const asciiJson = /^[\x00-\x1f -~]*$/;

const shortNames: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** How {@link visible} treats line breaks. */
export interface VisibleOptions {
  /** Keeps newlines and tabs as they are, for text of several lines. Default: false. */
  readonly multiline?: boolean;
}

/**
 * `text` with every control, escape, bidirectional override and invisible character escaped.
 *
 * C0, DEL and C1 become `\n`, `\r`, `\t` or `\xNN`; all others `\uNNNN`, or `\u{NNNNN}` above
 * U+FFFF: bidirectional controls, line and paragraph separators, lone surrogates, and characters
 * that a terminal shows as nothing, such as zero-width spaces, Hangul fillers and tags. Invisible
 * characters that ordinary writing needs stay: joiners of emoji, Persian and Indic words, variation
 * selectors after their base, direction marks beside right-to-left text, the flags of England,
 * Scotland and Wales.
 *
 * All other Unicode stays as it is, a backslash too, so the result is for eyes and is not meant to
 * be read back.
 */
export function visible(text: string, options: VisibleOptions = {}): string {
  if (printableAscii.test(text)) return text;
  return text.replace(suspicious(), (character, index: number) => {
    if (options.multiline && (character === "\n" || character === "\t")) return character;
    if (isShown(character, text, index)) return character;
    return shortNames[character] ?? escaped(character);
  });
}

/**
 * JSON text with the same characters written as `\uNNNN`: it means the same, and steers nothing.
 *
 * Control characters below U+0020 stay, since outside of strings they are white space, and inside
 * no JSON text has them.
 */
export function visibleJson(json: string): string {
  if (asciiJson.test(json)) return json;
  return json.replace(suspicious(), (character, index: number) => {
    if (character < " " || isShown(character, json, index)) return character;
    return Array.from({ length: character.length }, (_, unit) => (
      unicodeEscape(character.charCodeAt(unit))
    )).join("");
  });
}

function isShown(character: string, text: string, index: number): boolean {
  return /\p{Default_Ignorable_Code_Point}/u.test(character) &&
    belongsToWriting(character.codePointAt(0)!, text, index);
}

function escaped(character: string): string {
  const code = character.codePointAt(0)!;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code <= 0xffff ? unicodeEscape(code) : `\\u{${code.toString(16)}}`;
}

function unicodeEscape(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}
