import { ExpressionError } from "../text/expression_error.ts";

const closers: Readonly<Record<string, string>> = { "{": "}", "[": "]", "(": ")" };
const hexPair = /^[0-9a-fA-F]{2}$/;
const escapes: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, "\\": 92 };

/** Reads a percent layout from start to end, and creates errors with their position. */
export class LayoutScanner {
  readonly text: string;
  #position = 0;

  constructor(text: string) {
    this.text = text;
  }

  get position(): number {
    return this.#position;
  }

  /** Reads the next character, including both surrogates of a pair; "" at the end. */
  next(): string {
    const code = this.text.codePointAt(this.#position);
    if (code === undefined) return "";
    const character = String.fromCodePoint(code);
    this.#position += character.length;
    return character;
  }

  /** Reads `expected` if it is next, and returns whether it is. */
  accept(expected: string): boolean {
    if (!this.text.startsWith(expected, this.#position)) return false;
    this.#position += expected.length;
    return true;
  }

  /**
   * Reads the text before the next `}`, and the brace.
   *
   * @throws {ExpressionError} If there is no brace.
   */
  untilBrace(): string {
    const end = this.text.indexOf("}", this.#position);
    if (end < 0) this.fail('missing "}"', this.text.length);
    const inside = this.text.slice(this.#position, end);
    this.#position = end + 1;
    return inside;
  }

  /**
   * Reads text between two runs of a delimiter, for example `[%F]` or `##2006##`, and the `}` after
   * it. `index` is the position of the text.
   *
   * @throws {ExpressionError} If a delimiter or the brace is missing.
   */
  delimited(): { readonly inside: string; readonly index: number } {
    const opener = this.next();
    if (opener === "" || opener === "}") {
      this.fail('missing delimiters, as in "[...]" or "##...##"', this.#position - opener.length);
    }
    let run = 1;
    while (this.accept(opener)) run++;
    const closer = (closers[opener] ?? opener).repeat(run);
    const end = this.text.indexOf(closer, this.#position);
    if (end < 0) this.fail(`missing ${JSON.stringify(closer)}`, this.text.length);
    const index = this.#position;
    this.#position = end + closer.length;
    if (!this.accept("}")) this.fail('missing "}"', this.#position);
    return { inside: this.text.slice(index, end), index };
  }

  /**
   * Reads the escape after a backslash and returns its byte.
   *
   * @throws {ExpressionError} If the escape is unknown.
   */
  escape(): number {
    const start = this.#position - 1;
    const letter = this.next();
    if (letter === "x") {
      const digits = this.text.slice(this.#position, this.#position + 2);
      if (!hexPair.test(digits)) this.fail('"\\x" needs two hexadecimal digits', start);
      this.#position += 2;
      return parseInt(digits, 16);
    }
    const byte = escapes[letter];
    if (byte !== undefined) return byte;
    return this.fail(
      `unknown escape ${JSON.stringify(`\\${letter}`)}, expected \\t, \\n, \\r, \\\\ or \\xNN`,
      start,
    );
  }

  /** @throws {ExpressionError} Always, with the position `index`. */
  fail(found: string, index: number, hint?: string): never {
    throw new ExpressionError("format", { text: this.text, index, found, hint });
  }
}
