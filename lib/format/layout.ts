import { utf8 } from "../wire/bytes.ts";
import {
  attributeFields,
  headerNumberFields,
  headerTextFields,
  type LayoutScope,
  numberFields,
  type TextField,
  textFields,
} from "./layout_fields.ts";
import {
  type LayoutMode,
  numberWriter,
  parseDateModifier,
  parseNumberModifier,
  parseTextModifier,
} from "./layout_modifiers.ts";
import { LayoutScanner } from "./layout_scanner.ts";
import type { RecordWriter } from "./record_writer.ts";

const expected = "expected %t %k %v %T %K %V %H %h{...} %p %o %e %d %a{...} %x %y %i " +
  "%[ %| %] and %% %{ %}";

/** Hints for kcat's verbs that do not exist in a layout. */
const kcatVerbs: Readonly<Record<string, string>> = {
  s: "Use %v for the value (kcat's %s)",
  S: "Use %V for the length of the value (kcat's %S)",
};

/**
 * Parses a percent layout, with the syntax of `rpk topic consume -f`, and returns its writer.
 *
 * Text is copied; `\t \n \r \\ \xNN` and `%% %{ %}` are one byte each; no newline is added.
 *
 * - `%t %k %v` topic, key, value (nothing if null), with `{hex}`, `{base64}`, `{base64raw}`
 *   (without padding) or `{unpack[...]}`
 * - `%T %K %V` their lengths in bytes, `%H` the number of headers, `%p` partition, `%o` offset,
 *   `%e` leader epoch, `%x %y` producer id and epoch, `%i` a counter from 1, `%[ %| %]` log start,
 *   last stable offset and high watermark; with `{hex}`, `{hex8}`, `{big32}`, `{bool}` and others
 * - `%d` timestamp: milliseconds, a number format, `{strftime[...]}` or `{go[...]}`, always UTC
 * - `%h{...}` once for each header; in it `%k %v %K %V` are the header's, all others the record's
 * - `%a{compression}`, `timestamp-type`, `transactional-bit`, `control-bit`, optionally with `;`
 * and a
 *   number format
 *
 * With `raw`, bytes are written unchanged. Otherwise all data of the record is escaped by
 * `visible()`, except newlines and tabs in values. The layout's own text is never escaped.
 *
 * @throws {ExpressionError} If the layout is invalid.
 */
export function parseLayout(text: string, mode: LayoutMode): RecordWriter {
  const parser = new LayoutParser(new LayoutScanner(text), mode);
  const writers = parser.parse();
  if (writers.length === 1) return writers[0]!;
  return (record, source, out) => {
    for (let index = 0; index < writers.length; index++) writers[index]!(record, source, out);
  };
}

class LayoutParser {
  readonly #scanner: LayoutScanner;
  readonly #mode: LayoutMode;
  readonly #scope: LayoutScope = { header: undefined, printed: 0 };
  #inHeader = false;

  constructor(scanner: LayoutScanner, mode: LayoutMode) {
    this.#scanner = scanner;
    this.#mode = mode;
  }

  /** Parses up to the end, or in a header block, up to its closing brace. */
  parse(): RecordWriter[] {
    const scanner = this.#scanner;
    const writers: RecordWriter[] = [];
    let literal: number[] = [];
    let openBraces = 0;
    while (true) {
      const start = scanner.position;
      const character = scanner.next();
      if (character === "\\") {
        literal.push(scanner.escape());
      } else if (character === "%" && !["%", "{", "}"].some((brace) => scanner.accept(brace))) {
        if (literal.length > 0) writers.push(literalWriter(literal));
        literal = [];
        writers.push(this.#verb(start));
      } else if (character === "%") {
        literal.push(scanner.text.charCodeAt(scanner.position - 1));
      } else if (character === "" || (this.#inHeader && character === "}" && openBraces === 0)) {
        if (character === "" && this.#inHeader) scanner.fail('missing "}" of %h', start);
        if (literal.length > 0) writers.push(literalWriter(literal));
        return writers;
      } else {
        if (character === "{") openBraces++;
        if (character === "}") openBraces--;
        literal.push(...utf8(character));
      }
    }
  }

  /** Parses a verb whose percent sign is at `start`. */
  #verb(start: number): RecordWriter {
    const scanner = this.#scanner;
    const letter = scanner.next();
    if (letter === "") return scanner.fail('lone "%", expected "%%"', start);
    if (letter === "h") return this.#headers(start);
    if (letter === "a") return this.#attribute(start);
    const scope = this.#scope;
    if (letter === "d") {
      const write = parseDateModifier(scanner, this.#mode);
      return (record, _source, out) => write(record.timestamp, out);
    }
    const text = (this.#inHeader ? headerTextFields[letter] : undefined) ?? textFields[letter];
    if (text !== undefined) return this.#text(text);
    const number = (this.#inHeader ? headerNumberFields[letter] : undefined) ??
      numberFields[letter];
    if (number === undefined) {
      const found = `unknown verb ${JSON.stringify(`%${letter}`)}`;
      return scanner.fail(`${found}, ${expected}`, start, kcatVerbs[letter]);
    }
    const write = parseNumberModifier(scanner, this.#mode);
    return (record, source, out) => write(number(record, source, scope), out);
  }

  #text(field: TextField): RecordWriter {
    const scope = this.#scope;
    const { raw } = this.#mode;
    const write = parseTextModifier(this.#scanner, { raw, multiline: field.multiline });
    if (write === null && field.copy !== undefined) {
      const copy = field.copy;
      return (record, _source, out) => copy(record, out);
    }
    return (record, source, out) => {
      const bytes = field.read(record, source, scope);
      if (bytes === null) return;
      if (write === null) out.bytes(bytes);
      else write(bytes, out);
    };
  }

  /** Parses the block of `%h`, whose percent sign is at `start`. */
  #headers(start: number): RecordWriter {
    const scanner = this.#scanner;
    if (this.#inHeader) return scanner.fail('"%h" inside "%h{...}"', start);
    if (!scanner.accept("{")) {
      const found = '"%h" without braces that say how a header is written';
      return scanner.fail(found, start, 'Write for example "%h{%k=%v }"');
    }
    this.#inHeader = true;
    const writers = this.parse();
    this.#inHeader = false;
    const scope = this.#scope;
    return (record, source, out) => {
      for (const header of record.headers) {
        scope.header = header;
        for (const write of writers) write(record, source, out);
      }
      scope.header = undefined;
    };
  }

  /** Parses the block of `%a`, whose percent sign is at `start`. */
  #attribute(start: number): RecordWriter {
    const scanner = this.#scanner;
    const names = Object.keys(attributeFields).join(", ");
    if (!scanner.accept("{")) {
      return scanner.fail(`"%a" without braces, expected ${names} in them`, start);
    }
    const nameStart = scanner.position;
    const [name = "", format] = scanner.untilBrace().split(/;(.*)/su, 2);
    const field = attributeFields[name];
    if (field === undefined) {
      const found = `unknown attribute ${JSON.stringify(name)}, expected ${names}`;
      return scanner.fail(found, nameStart);
    }
    const { number, text } = field;
    if (format === undefined && text !== undefined) {
      return (record, _source, out) => out.text(text(record));
    }
    const formatStart = nameStart + name.length + 1;
    const write = numberWriter(format ?? "", scanner, formatStart, this.#mode);
    const scope = this.#scope;
    return (record, source, out) => write(number(record, source, scope), out);
  }
}

function literalWriter(literal: readonly number[]): RecordWriter {
  const bytes = Uint8Array.from(literal);
  const [only] = bytes;
  if (bytes.byteLength === 1) return (_record, _source, out) => out.byte(only!);
  return (_record, _source, out) => out.bytes(bytes);
}
