/** A part of a regular expression. */
export type RegexPart =
  /** One character: one of these ASCII codes, or any character that is not ASCII. */
  | { readonly kind: "one"; readonly codes: readonly boolean[]; readonly isWide: boolean }
  /** These bytes. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "start" | "end" }
  | { readonly kind: "sequence" | "choice"; readonly parts: readonly RegexPart[] }
  | {
    readonly kind: "repeat";
    readonly part: RegexPart;
    readonly min: number;
    /** Infinity for no limit. */
    readonly max: number;
  };

/** An expression has syntax that {@link parseSimpleRegex} does not know. */
class UnknownSyntax extends Error {
  override readonly name = "UnknownSyntax";
}

const asciiCodes = 128;
const encoder = new TextEncoder();
/** What `\d`, `\w` and `\s` match. */
const perlClasses: Readonly<Record<string, RegExp>> = {
  d: /[0-9]/,
  w: /[0-9A-Za-z_]/,
  s: /[\t\n\f\r ]/,
};
/** Characters that a letter after a backslash stands for. */
const controls: Readonly<Record<string, string>> = {
  a: "\x07",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const punctuation = /^[!-/:-@[-`{-~]$/;

/**
 * Parses a valid expression in the syntax of RE2, if it has only the common parts of that syntax;
 * otherwise returns null.
 *
 * The result matches the same ASCII texts. It may match more of the other texts, because it treats
 * all characters that are not ASCII alike, except in plain text.
 */
export function parseSimpleRegex(expression: string): RegexPart | null {
  const foldsCase = expression.startsWith("(?i)");
  const characters = [...(foldsCase ? expression.slice("(?i)".length) : expression)];
  const parser = new Parser(characters, foldsCase);
  try {
    return parser.parse();
  } catch (error) {
    if (error instanceof UnknownSyntax) return null;
    throw error;
  }
}

class Parser {
  readonly #characters: readonly string[];
  readonly #foldsCase: boolean;
  #at = 0;

  constructor(characters: readonly string[], foldsCase: boolean) {
    this.#characters = characters;
    this.#foldsCase = foldsCase;
  }

  parse(): RegexPart {
    const part = this.#choice();
    if (this.#at < this.#characters.length) throw new UnknownSyntax();
    return part;
  }

  get #next(): string | undefined {
    return this.#characters[this.#at];
  }

  #accept(text: string): boolean {
    const found = this.#characters.slice(this.#at, this.#at + text.length).join("");
    if (found !== text) return false;
    this.#at += text.length;
    return true;
  }

  #choice(): RegexPart {
    const parts = [this.#sequence()];
    while (this.#accept("|")) parts.push(this.#sequence());
    return parts.length === 1 ? parts[0]! : { kind: "choice", parts };
  }

  #sequence(): RegexPart {
    const parts: RegexPart[] = [];
    while (this.#next !== undefined && this.#next !== "|" && this.#next !== ")") {
      parts.push(this.#repeated(this.#single()));
    }
    return { kind: "sequence", parts };
  }

  #repeated(part: RegexPart): RegexPart {
    const range = this.#range();
    if (range === null) return part;
    // Whether the shortest match is preferred makes no difference.
    this.#accept("?");
    return { kind: "repeat", part, ...range };
  }

  #range(): { readonly min: number; readonly max: number } | null {
    if (this.#accept("*")) return { min: 0, max: Infinity };
    if (this.#accept("+")) return { min: 1, max: Infinity };
    if (this.#accept("?")) return { min: 0, max: 1 };
    const rest = this.#characters.slice(this.#at, this.#at + "{1000,1000}".length).join("");
    const [text, min = "", comma, max = ""] = /^\{(\d+)(,(\d*))?\}/.exec(rest) ?? [];
    if (text === undefined) return null;
    this.#at += text.length;
    const least = Number(min);
    return { min: least, max: comma === undefined ? least : max === "" ? Infinity : Number(max) };
  }

  #single(): RegexPart {
    const character = this.#characters[this.#at++]!;
    switch (character) {
      case "^":
        return { kind: "start" };
      case "$":
        return { kind: "end" };
      case ".":
        return this.#one((code) => code !== "\n", true);
      case "(":
        return this.#group();
      case "[":
        return this.#set();
      case "\\":
        return this.#escape();
      default:
        return this.#plain(character);
    }
  }

  #group(): RegexPart {
    if (this.#next === "?" && !this.#accept("?:")) throw new UnknownSyntax();
    const part = this.#choice();
    if (!this.#accept(")")) throw new UnknownSyntax();
    return part;
  }

  #escape(): RegexPart {
    const character = this.#characters[this.#at++] ?? "";
    const members = perlClasses[character.toLowerCase()];
    if (members === undefined) return this.#plain(unescaped(character));
    const isNegated = character !== character.toLowerCase();
    return this.#one((code) => members.test(code) !== isNegated, isNegated || this.#foldsCase);
  }

  #plain(character: string): RegexPart {
    if (character < "\x80") {
      const isLetter = /[A-Za-z]/.test(character);
      if (!isLetter || !this.#foldsCase) return { kind: "bytes", bytes: encoder.encode(character) };
      // Two other characters fold to k and s.
      return this.#one((code) => code.toLowerCase() === character.toLowerCase(), true);
    }
    if (this.#foldsCase) throw new UnknownSyntax();
    // Also stands for bytes that are not UTF-8.
    if (character === "\ufffd" || !character.isWellFormed()) return this.#one(() => false, true);
    return { kind: "bytes", bytes: encoder.encode(character) };
  }

  /** A bracket expression, after its `[`. */
  #set(): RegexPart {
    const isNegated = this.#accept("^");
    const codes = new Set<string>();
    let isWide = isNegated || this.#foldsCase;
    for (let isFirst = true; isFirst || this.#next !== "]"; isFirst = false) {
      const member = this.#member();
      if (typeof member !== "string") {
        for (const code of member) codes.add(code);
        continue;
      }
      let last = member;
      if (this.#next === "-" && (this.#characters[this.#at + 1] ?? "]") !== "]") {
        this.#at++;
        const end = this.#member();
        if (typeof end !== "string") throw new UnknownSyntax();
        last = end;
      }
      if (last >= "\x80") {
        if (this.#foldsCase) throw new UnknownSyntax();
        isWide = true;
      }
      for (const code of ascii) if (code >= member && code <= last) codes.add(code);
    }
    this.#at++;
    const has = (code: string): boolean =>
      codes.has(code) ||
      (this.#foldsCase && (codes.has(code.toLowerCase()) || codes.has(code.toUpperCase())));
    return this.#one((code) => has(code) !== isNegated, isWide);
  }

  /** One character of a bracket expression, or those of a class such as `\d`. */
  #member(): string | readonly string[] {
    const character = this.#characters[this.#at++];
    if (character === undefined || (character === "[" && this.#next === ":")) {
      throw new UnknownSyntax();
    }
    if (character !== "\\") return character;
    const escaped = this.#characters[this.#at++] ?? "";
    const members = perlClasses[escaped];
    if (members !== undefined) return ascii.filter((code) => members.test(code));
    return unescaped(escaped);
  }

  #one(isMember: (code: string) => boolean, isWide: boolean): RegexPart {
    return { kind: "one", codes: ascii.map(isMember), isWide };
  }
}

const ascii = Array.from({ length: asciiCodes }, (_, code) => String.fromCharCode(code));

function unescaped(character: string): string {
  const control = controls[character];
  if (control !== undefined) return control;
  if (!punctuation.test(character)) throw new UnknownSyntax();
  return character;
}
