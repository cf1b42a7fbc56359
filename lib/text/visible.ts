import { belongsToWriting } from "./hidden.ts";

/**
 * Code points that control a terminal, reorder the displayed text, or are invisible. Some of the
 * invisible ones are part of ordinary text: {@link belongsToWriting}.
 *
 * @see Unicode Standard Annex 9, section 2 (explicit directional formatting)
 * @see Unicode Standard Annex 44, Default_Ignorable_Code_Point
 */
function suspicious(): RegExp {
  // deno-lint-ignore no-control-regex -- these characters are what it looks for
  return /[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u206f\ufff9-\ufffb\p{Cs}\p{DI}]/gu;
}

/** Matches most texts; the expressions with properties of Unicode take long to make. */
const printableAscii = /^[ -~]*$/;
// deno-lint-ignore no-control-regex -- these characters are what it looks for
const asciiJson = /^[\x00-\x1f -~]*$/;

const shortNames: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Options of {@link visible}. */
export interface VisibleOptions {
  /** Whether newlines and tabs are not escaped. Default: false. */
  readonly multiline?: boolean;
}

/**
 * Escapes every control, escape, bidirectional override and invisible character in `text`.
 *
 * C0, DEL and C1 become `\n`, `\r`, `\t` or `\xNN`; all others `\uNNNN`, or `\u{NNNNN}` above
 * U+FFFF: bidirectional controls, line and paragraph separators, lone surrogates, and characters
 * that a terminal shows as nothing, such as zero-width spaces, Hangul fillers and tags. Invisible
 * characters that ordinary writing needs stay: joiners of emoji, Persian and Indic words, variation
 * selectors after their base, direction marks next to right-to-left text, the flags of England,
 * Scotland and Wales.
 *
 * All other characters, including backslashes, stay unchanged. So the result is for people, and
 * cannot be parsed back.
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
 * Writes the same characters in a JSON text as `\uNNNN`, so that it means the same but has no
 * effect on a terminal.
 *
 * Control characters below U+0020 stay unchanged: outside of strings they are white space, and
 * strings in JSON cannot contain them.
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
