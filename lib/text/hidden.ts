/** Number of UTF-16 units on either side of a character that are checked. */
const contextUnits = 32;

/**
 * Scripts whose letters need joiners (U+200C, U+200D) to be written correctly: Arabic and its
 * relatives, and the scripts of India and its neighbors.
 *
 * @see Unicode Standard Annex 31, section 2.3 (layout and format control characters)
 */
const joining = "Arab Syrc Mong Nkoo Mand Phag Rohg Adlm Deva Beng Guru Gujr Orya Taml Telu Knda " +
  "Mlym Sinh Khmr Mymr Tibt Bali Java";
const rightToLeft = "Hebr Arab Syrc Thaa Nkoo Adlm Rohg";
/** Scripts that write no spaces between words, so that U+200B marks where a line can break. */
const spaceless = "Thai Laoo Khmr Mymr Tibt";
/** The flags of England, Scotland and Wales, the only ones of this kind that Unicode recommends. */
const subdivisions = ["gbeng", "gbsct", "gbwls"];

const zeroWidthSpace = 0x200b;
const [zeroWidthNonJoiner, zeroWidthJoiner] = [0x200c, 0x200d];
const directionMarks: readonly number[] = [0x061c, 0x200e, 0x200f];
const [textStyle, emojiStyle] = [0xfe0e, 0xfe0f];
const keycap = "\u20e3";

/**
 * Returns whether the invisible character at `index` is part of the text around it: a joiner in an
 * emoji or a Persian word, a variation selector after an emoji, a direction mark in Hebrew text.
 * Anywhere else it can deceive, for example hide that two names differ.
 *
 * @param code The code point at `index`, one with the property Default_Ignorable_Code_Point.
 * @see Unicode Technical Standard 51, section 1.4 (emoji sequences)
 * @see Unicode Standard Annex 31, section 2.3
 */
export function belongsToWriting(code: number, text: string, index: number): boolean {
  const is = patterns ??= compile();
  const from = Math.max(0, index - contextUnits);
  const after = index + (code > 0xffff ? 2 : 1);
  const left = text.slice(from, index);
  const right = text.slice(after, after + contextUnits);
  if (code === zeroWidthJoiner && is.emojiLeft.test(left)) return is.emojiRight.test(right);
  if (code === zeroWidthJoiner || code === zeroWidthNonJoiner) return is.joiningLeft.test(left);
  if (code === zeroWidthSpace) return is.spacelessLeft.test(left) && is.spacelessRight.test(right);
  if (directionMarks.includes(code)) {
    return !is.ignorableLeft.test(left) && is.rightToLeft.test(left + right);
  }
  if (code === emojiStyle && is.keycapLeft.test(left)) return right.startsWith(keycap);
  if (code === textStyle || code === emojiStyle) return is.emojiBaseLeft.test(left);
  if (code >= 0xfe00 && code < textStyle) return is.variantLeft.test(left);
  if (code >= 0xe0100 && code <= 0xe01ef) return is.hanLeft.test(left);
  if (code >= 0x180b && code <= 0x180f) return is.mongolianLeft.test(left);
  if (code >= 0xe0061 && code <= 0xe007f) {
    const flag = is.flagLeft.exec(left);
    return flag !== null && is.subdivisionFlag.test(text.slice(from + flag.index));
  }
  return false;
}

type Pattern =
  | "ignorableLeft"
  | "joiningLeft"
  | "emojiLeft"
  | "emojiRight"
  | "emojiBaseLeft"
  | "keycapLeft"
  | "variantLeft"
  | "hanLeft"
  | "mongolianLeft"
  | "rightToLeft"
  | "spacelessLeft"
  | "spacelessRight"
  | "flagLeft"
  | "subdivisionFlag";

let patterns: Readonly<Record<Pattern, RegExp>> | undefined;

/** Takes some milliseconds, so it runs only if a text has such characters. */
function compile(): Readonly<Record<Pattern, RegExp>> {
  const flags = subdivisions.map((letters) => (
    [...letters].map((letter) => `\\u{e00${letter.charCodeAt(0).toString(16)}}`).join("")
  ));
  const unicode = (source: string): RegExp => new RegExp(source, "u");
  return {
    ignorableLeft: unicode("\\p{Default_Ignorable_Code_Point}$"),
    joiningLeft: unicode(`(?=[\\p{L}\\p{M}])${anyOf(joining)}$`),
    emojiLeft: unicode("\\p{Extended_Pictographic}(?:\\ufe0f|\\p{Emoji_Modifier})?$"),
    emojiRight: unicode("^\\p{Extended_Pictographic}"),
    emojiBaseLeft: unicode("(?![0-9#*])\\p{Emoji}$"),
    keycapLeft: unicode("[0-9#*]$"),
    variantLeft: unicode(
      "[\\p{Sm}\\p{Script=Han}\\p{Script=Myanmar}\\p{Script=Phags_Pa}" +
        "\\u3000-\\u303f\\uff01-\\uff60]$",
    ),
    hanLeft: unicode("\\p{Script=Han}$"),
    mongolianLeft: unicode("\\p{Script=Mongolian}$"),
    rightToLeft: unicode(`(?=\\p{L})${anyOf(rightToLeft)}`),
    spacelessLeft: unicode(`${anyOf(spaceless)}$`),
    spacelessRight: unicode(`^${anyOf(spaceless)}`),
    flagLeft: unicode("\\u{1f3f4}[\\u{e0061}-\\u{e007a}]*$"),
    subdivisionFlag: unicode(`^\\u{1f3f4}(?:${flags.join("|")})\\u{e007f}`),
  };
}

function anyOf(scripts: string): string {
  return `[${scripts.split(" ").map((script) => `\\p{Script_Extensions=${script}}`).join("")}]`;
}
