import { LayoutScanner } from "../format/layout_scanner.ts";
import type { Header } from "../wire/batches/record_view.ts";
import { utf8 } from "../wire/bytes.ts";
import { InputError, type RecordParser } from "./input_record.ts";
import {
  incomplete,
  type InputPosition,
  malformed,
  type NumberReader,
  numberReaders,
  readDecimal,
} from "./input_numbers.ts";
import { sizedText, type Source, type TextReader } from "./input_texts.ts";
import {
  type LayoutPiece,
  type LayoutStep,
  linkedSteps,
  type RecordDraft,
} from "./layout_pieces.ts";
import { readTextModifier, utf8Text } from "./text_modifiers.ts";

/** The header that is being read. */
interface HeaderDraft {
  key: string;
  value: Uint8Array;
}

/** Stores the bytes of a text verb. */
type Take = (draft: RecordDraft, bytes: Uint8Array) => void;

const accepted = "expected %t %k %v %T %K %V %H %h{...} %p %d and %% %{ %}";
/** Verbs that have no meaning for a new record. */
const ignoredNumbers = "oexy";
const maxPartition = 2n ** 31n - 1n;
const maxTimestamp = 2n ** 63n - 1n;
const maxTextBytes = 128n * 1024n * 1024n;
const maxHeaders = 100_000n;
/** Letters of texts, and of their sizes, in the record and in a header. */
const texts = { record: "tkv", header: "kv" } as const;

/**
 * Parses a layout for input, the grammar of `rpk topic produce -f`; returns a parser of records.
 *
 * - `%t %k %v`: topic, key and value, up to the literal text that follows, or to the end of the
 *   input; with `{hex}`, `{base64}`, `{json}` (one JSON value, without its white space) or
 *   `{re[...]}`
 * - `%T %K %V`: their sizes in bytes, before the text, or constant, for example `%V{8}`
 * - `%H` the number of headers and `%h{...}` the layout of one, with `%k %v %K %V` in it
 * - `%p` partition, `%d` timestamp in milliseconds; `%o %e %x %y` are read and ignored
 * - numbers are decimal, or `{hex64}` to `{hex4}`, `{big64}` to `{byte}`, `{little64}`, `{bool}`
 *
 * The last record needs no final literal: a last line without a newline is a record.
 *
 * @throws {ExpressionError} If the layout is invalid.
 */
export async function parseInputLayout(text: string): Promise<RecordParser> {
  const scanner = new LayoutScanner(text);
  if (text === "") scanner.fail("it is empty", 0);
  const steps = await new LayoutCompiler(scanner).compile();
  return (input) => {
    const draft: RecordDraft = {};
    let at = input.start;
    for (const step of steps) {
      at = step(input, at, draft);
      if (at === incomplete) return null;
    }
    if (at === input.start) {
      throw new InputError("the layout matches no input", { isRecoverable: false });
    }
    input.start = at;
    return draft;
  };
}

class LayoutCompiler {
  readonly #scanner: LayoutScanner;
  /** Sizes that were read in the current record, by the letter of the text. */
  readonly #sizes: Record<string, number> = {};
  readonly #sized = new Set<string>();
  readonly #header: HeaderDraft = { key: "", value: new Uint8Array(0) };
  #scope: keyof typeof texts = "record";
  #headerCount = 0;
  #countsHeaders = false;

  constructor(scanner: LayoutScanner) {
    this.#scanner = scanner;
  }

  /** Compiles the layout up to its end, or the layout of a header up to its closing brace. */
  async compile(): Promise<LayoutStep[]> {
    const pieces: LayoutPiece[] = [];
    let literal: number[] = [];
    const endLiteral = (): void => {
      if (literal.length > 0) pieces.push({ kind: "literal", bytes: Uint8Array.from(literal) });
      literal = [];
    };
    const scanner = this.#scanner;
    for (let openBraces = 0;;) {
      const start = scanner.position;
      const character = scanner.next();
      if (character === "\\") {
        literal.push(scanner.escape());
      } else if (character === "%") {
        const letter = scanner.next();
        if (letter === "" || "%{}".includes(letter)) literal.push(...utf8(letter || "%"));
        else {
          endLiteral();
          pieces.push(...await this.#verb(letter, start));
        }
      } else if (
        character === "" || (this.#scope === "header" && character === "}" && openBraces === 0)
      ) {
        if (character === "" && this.#scope === "header") scanner.fail('missing "}" of %h', start);
        endLiteral();
        return linkedSteps(pieces, { isWhole: this.#scope === "record" });
      } else {
        if (character === "{") openBraces++;
        if (character === "}") openBraces--;
        literal.push(...utf8(character));
      }
    }
  }

  /** Compiles the verb whose percent sign stood at `start`. */
  async #verb(letter: string, start: number): Promise<LayoutPiece[]> {
    const scanner = this.#scanner;
    if (texts[this.#scope].includes(letter)) return [await this.#text(letter, start)];
    if (texts[this.#scope].toUpperCase().includes(letter)) return this.#size(letter, start);
    if (letter === "h") return [await this.#headers(start)];
    if (letter === "H" && this.#scope === "record") {
      this.#countsHeaders = true;
      return this.#count(maxHeaders, "a number of headers", (count) => this.#headerCount = count);
    }
    const name = `%${letter}`;
    if (this.#scope === "record" && letter === "p") {
      return [this.#number(maxPartition, "a partition", (value, draft) => {
        draft.partition = Number(value);
      })];
    }
    if (this.#scope === "record" && letter === "d") {
      return [this.#number(maxTimestamp, "a timestamp", (value, draft) => {
        draft.timestamp = value;
      })];
    }
    if (ignoredNumbers.includes(letter)) return [this.#number(maxTimestamp, name, () => {})];
    const where = this.#scope === "header" ? ' in "%h{...}"' : "";
    return scanner.fail(`unknown verb ${JSON.stringify(name)}${where}, ${accepted}`, start);
  }

  #number(
    max: bigint,
    what: string,
    store: (value: bigint, draft: RecordDraft) => void,
  ): LayoutPiece {
    const read = this.#numberReader();
    return {
      kind: "step",
      step: (source, start, draft) =>
        read(source, start, (value) => {
          if (value > max) throw malformed(what, source.bytes, start, source.end);
          store(value, draft);
        }),
    };
  }

  /** A count that is read from the input, or a constant in braces. */
  #count(max: bigint, what: string, store: (count: number) => void): LayoutPiece[] {
    const constant = this.#constant();
    if (constant === null) return [this.#number(max, what, (value) => store(Number(value)))];
    return [{
      kind: "step",
      step: (_source, start) => {
        store(constant);
        return start;
      },
    }];
  }

  /** The number of `{8}`, if one follows. */
  #constant(): number | null {
    const digits = /^\{(\d{1,9})\}/.exec(this.#scanner.text.slice(this.#scanner.position));
    if (digits === null) return null;
    this.#scanner.accept(digits[0]);
    return Number(digits[1]);
  }

  #numberReader(): NumberReader {
    const scanner = this.#scanner;
    if (!scanner.accept("{")) return readDecimal;
    const start = scanner.position;
    const name = scanner.untilBrace();
    const read = name === "" ? readDecimal : numberReaders.get(name);
    if (read !== undefined) return read;
    const names = [...numberReaders.keys()].join(", ");
    return scanner.fail(
      `unknown number format ${JSON.stringify(name)}, expected ${names}`,
      start,
    );
  }

  #size(letter: string, start: number): LayoutPiece[] {
    const id = `${this.#scope}${letter.toLowerCase()}`;
    if (this.#sized.has(id)) this.#scanner.fail(`a second "%${letter}"`, start);
    if (this.#sized.has(`${id} read`)) {
      const verb = letter.toLowerCase();
      this.#scanner.fail(`"%${letter}" after the "%${verb}" that it is the size of`, start);
    }
    this.#sized.add(id);
    return this.#count(maxTextBytes, "a size", (size) => this.#sizes[id] = size);
  }

  async #text(letter: string, start: number): Promise<LayoutPiece> {
    const name = `%${letter}`;
    const id = `${this.#scope}${letter}`;
    if (this.#sized.has(`${id} read`)) this.#scanner.fail(`a second "${name}"`, start);
    this.#sized.add(`${id} read`);
    const { decode, read } = await readTextModifier(this.#scanner);
    const take = this.#taker(letter);
    const stepOf = (reader: TextReader): LayoutStep => (source, at, draft) =>
      reader(source, at, (bytes) => take(draft, decode(bytes)));
    if (this.#sized.has(id)) {
      if (read !== null) this.#scanner.fail(`"${name}" with both a size and this format`, start);
      return { kind: "step", step: stepOf(sizedText(() => this.#sizes[id]!)) };
    }
    return read === null ? { kind: "text", name, stepOf } : { kind: "step", step: stepOf(read) };
  }

  #taker(letter: string): Take {
    const header = this.#header;
    if (this.#scope === "header") {
      return letter === "k"
        ? (_draft, bytes) => header.key = utf8Text(bytes, "a header's name")
        : (_draft, bytes) => header.value = bytes;
    }
    if (letter === "t") return (draft, bytes) => draft.topic = utf8Text(bytes, "a topic");
    return letter === "k"
      ? (draft, bytes) => draft.key = bytes
      : (draft, bytes) => draft.value = bytes;
  }

  /** Compiles the block of `%h`, whose percent sign stood at `start`. */
  async #headers(start: number): Promise<LayoutPiece> {
    const scanner = this.#scanner;
    if (this.#scope === "header") return scanner.fail('"%h" inside "%h{...}"', start);
    if (!this.#countsHeaders) {
      return scanner.fail(
        '"%h" without a "%H" before it',
        start,
        "Write for example %H{1}%h{%k=%v }",
      );
    }
    if (!scanner.accept("{")) {
      return scanner.fail('"%h" without the layout of a header in braces', start);
    }
    this.#scope = "header";
    const steps = await this.compile();
    this.#scope = "record";
    return {
      kind: "step",
      step: (source, at, draft) => this.#readHeaders(steps, source, at, draft),
    };
  }

  #readHeaders(
    steps: readonly LayoutStep[],
    source: Source,
    start: InputPosition,
    draft: RecordDraft,
  ): InputPosition {
    const header = this.#header;
    const headers: Header[] = [];
    let at = start;
    for (let index = 0; index < this.#headerCount; index++) {
      Object.assign(header, { key: "", value: new Uint8Array(0) });
      for (const step of steps) {
        at = step(source, at, draft);
        if (at === incomplete) return incomplete;
      }
      headers.push({ ...header });
    }
    draft.headers = headers;
    return at;
  }
}
