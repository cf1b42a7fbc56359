import type { LayoutScanner } from "./layout_scanner.ts";
import { decimal, type NumberFormat, numberFormats, type NumberWriter } from "./number_format.ts";
import { OutputBuffer } from "./output_buffer.ts";
import { parseGoTime } from "./go_time.ts";
import { parseStrftime, type TimeFormat } from "./strftime.ts";
import { type BytesWriter, parseUnpack } from "./unpack.ts";
import { appendVisible } from "./visible_bytes.ts";

/** The output mode of a layout. */
export interface LayoutMode {
  /** Whether bytes of a record are written unchanged; otherwise control characters are escaped. */
  readonly raw: boolean;
}

/** Appends a timestamp given in milliseconds since the Unix epoch. */
type TimestampWriter = NumberWriter;

/**
 * Parses the modifier of a number verb, if there is one.
 *
 * @throws {ExpressionError} If it is not a number format.
 */
export function parseNumberModifier(scanner: LayoutScanner, mode: LayoutMode): NumberWriter {
  if (!scanner.accept("{")) return decimal.write;
  const start = scanner.position;
  return numberWriter(scanner.untilBrace(), scanner, start, mode);
}

/** Returns the writer for the number format `name`, which is at `start` of the layout. */
export function numberWriter(
  name: string,
  scanner: LayoutScanner,
  start: number,
  mode: LayoutMode,
): NumberWriter {
  const format: NumberFormat | undefined = name === "" ? decimal : numberFormats.get(name);
  if (format === undefined) {
    const names = [...numberFormats.keys()].join(", ");
    return scanner.fail(
      `unknown number format ${JSON.stringify(name)}, expected ${names}`,
      start,
    );
  }
  if (mode.raw || !format.isBinary) return format.write;
  const scratch = new OutputBuffer(8);
  return (value, out) => {
    scratch.clear();
    format.write(value, scratch);
    appendVisible(scratch.pending(), out, { multiline: false });
  };
}

/**
 * Parses the modifier of a text verb, if there is one. Returns null if the bytes are written
 * unchanged. With `multiline`, newlines and tabs are not escaped.
 *
 * @throws {ExpressionError} If it is not a text format.
 */
export function parseTextModifier(
  scanner: LayoutScanner,
  mode: LayoutMode & { readonly multiline: boolean },
): BytesWriter | null {
  const plain: BytesWriter | null = mode.raw
    ? null
    : (bytes, out) => appendVisible(bytes, out, mode);
  if (!scanner.accept("{")) return plain;
  if (scanner.accept("unpack")) return unpackWriter(scanner, plain);
  const start = scanner.position;
  const name = scanner.untilBrace();
  switch (name) {
    case "":
      return plain;
    case "hex":
      return (bytes, out) => out.text(bytes.toHex());
    case "base64":
      return (bytes, out) => out.text(bytes.toBase64());
    case "base64raw":
      return (bytes, out) => out.text(bytes.toBase64({ omitPadding: true }));
    default:
      return scanner.fail(
        `unknown text format ${JSON.stringify(name)}, expected hex, base64, base64raw or ` +
          "unpack[...]",
        start,
      );
  }
}

function unpackWriter(scanner: LayoutScanner, plain: BytesWriter | null): BytesWriter {
  const { inside, index } = scanner.delimited();
  const unpack = parseUnpack(inside);
  if (typeof unpack !== "function") return scanner.fail(unpack.found, index + unpack.index);
  if (plain === null) return unpack;
  const scratch = new OutputBuffer(64);
  return (bytes, out) => {
    scratch.clear();
    unpack(bytes, scratch);
    plain(scratch.pending(), out);
  };
}

/**
 * Parses the modifier of `%d`, if there is one.
 *
 * @throws {ExpressionError} If it is not a date format.
 */
export function parseDateModifier(scanner: LayoutScanner, mode: LayoutMode): TimestampWriter {
  if (!scanner.accept("{")) return decimal.write;
  if (scanner.accept("strftime")) return timeWriter(parseStrftime(scanner.delimited().inside));
  if (scanner.accept("go")) return timeWriter(parseGoTime(scanner.delimited().inside));
  const start = scanner.position;
  const name = scanner.untilBrace();
  if (name === "" || numberFormats.has(name)) return numberWriter(name, scanner, start, mode);
  return scanner.fail(
    `unknown date format ${JSON.stringify(name)}, expected strftime[...], go[...] or a ` +
      "number format",
    start,
  );
}

/** A timestamp outside of the calendar is printed in milliseconds. */
function timeWriter(format: TimeFormat): TimestampWriter {
  return (timestamp, out) => {
    const date = new Date(Number(timestamp));
    if (Number.isNaN(date.getTime())) out.integer(timestamp);
    else out.text(format(date));
  };
}
