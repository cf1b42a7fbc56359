import { OutputBuffer } from "../format/output_buffer.ts";
import { visibleJson } from "../text/visible.ts";
import { utf8 } from "../wire/bytes.ts";

const comma = 0x2c;
const quote = 0x22;
/** Longer texts are copied faster by an encoder than by a loop. */
const maxShortText = 64;
const [nullBytes, trueBytes, falseBytes] = [utf8("null"), utf8("true"), utf8("false")];
/** The names of fields repeat in every record, so their bytes are kept; up to this many. */
const maxKnownNames = 10_000;
const knownNames = new Map<string, Uint8Array>();

/**
 * Appends a decoded value as JSON.
 *
 * Integers are exact, whatever their size. Bytes are `{"base64":"..."}`, and numbers that JSON does
 * not have are `"NaN"`, `"Infinity"` and `"-Infinity"`. Characters that a terminal would obey are
 * written as `\uNNNN`.
 *
 * @param indent How deep the value is indented, for several lines; null for one line.
 */
export function appendJsonValue(value: unknown, out: OutputBuffer, indent: number | null): void {
  switch (typeof value) {
    case "string":
      return appendText(value, out);
    case "number":
      return appendNumber(value, out);
    case "bigint":
      return out.integer(value);
    case "boolean":
      return out.bytes(value ? trueBytes : falseBytes);
    case "object":
      if (value === null) return out.bytes(nullBytes);
      if (value instanceof Uint8Array) return out.text(`{"base64":"${value.toBase64()}"}`);
      if (Array.isArray(value)) return appendArray(value, out, indent);
      return appendObject(value as Record<string, unknown>, out, indent);
    default:
      throw new Error(`Cannot write a decoded value of type ${typeof value}`);
  }
}

const scratch = new OutputBuffer(1024);

/** Returns a decoded value as text: a string as it is, bytes as they are, all others as JSON. */
export function valueBytes(value: unknown): Uint8Array {
  if (typeof value === "string") return utf8(value);
  if (value instanceof Uint8Array) return value;
  scratch.clear();
  appendJsonValue(value, scratch, null);
  return scratch.pending().slice();
}

function appendText(text: string, out: OutputBuffer): void {
  const before = out.length;
  if (text.length <= maxShortText) {
    out.byte(quote);
    if (out.plainText(text)) return out.byte(quote);
    out.clear(before);
  }
  out.text(visibleJson(JSON.stringify(text)));
}

function appendNumber(value: number, out: OutputBuffer): void {
  if (Number.isSafeInteger(value)) out.integer(value);
  else if (Number.isFinite(value)) out.plainText(String(value));
  else out.text(`"${value}"`);
}

function appendArray(values: readonly unknown[], out: OutputBuffer, indent: number | null): void {
  if (values.length === 0) return out.text("[]");
  out.byte(0x5b);
  const inner = indent === null ? null : indent + 1;
  for (let index = 0; index < values.length; index++) {
    if (index > 0) out.byte(comma);
    if (inner !== null) appendBreak(inner, out);
    appendJsonValue(values[index], out, inner);
  }
  if (indent !== null) appendBreak(indent, out);
  out.byte(0x5d);
}

function appendObject(
  object: Readonly<Record<string, unknown>>,
  out: OutputBuffer,
  indent: number | null,
): void {
  const inner = indent === null ? null : indent + 1;
  let isFirst = true;
  out.byte(0x7b);
  for (const name in object) {
    if (!isFirst) out.byte(comma);
    isFirst = false;
    if (inner !== null) appendBreak(inner, out);
    out.bytes(nameBytes(name));
    if (inner !== null) out.byte(0x20);
    appendJsonValue(object[name], out, inner);
  }
  if (indent !== null && !isFirst) appendBreak(indent, out);
  out.byte(0x7d);
}

/** The name of a field in quotes, with its colon. */
function nameBytes(name: string): Uint8Array {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const bytes = utf8(`${visibleJson(JSON.stringify(name))}:`);
  if (knownNames.size < maxKnownNames) knownNames.set(name, bytes);
  return bytes;
}

function appendBreak(indent: number, out: OutputBuffer): void {
  out.text(`\n${"  ".repeat(indent)}`);
}
