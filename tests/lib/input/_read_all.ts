import { InputError, type RecordParser } from "../../../lib/input/input_record.ts";
import { RecordReader } from "../../../lib/input/record_reader.ts";

/** Bytes as text in which each character is one byte. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** All records of `bytes`, which arrive `pieceBytes` at a time; each as one line. */
export async function readAll(
  parse: RecordParser,
  bytes: Uint8Array,
  pieceBytes = bytes.byteLength,
): Promise<string[]> {
  let at = 0;
  const reader = new RecordReader((target) => {
    if (at === bytes.byteLength) return Promise.resolve(null);
    const piece = bytes.subarray(at, at + Math.min(pieceBytes, target.byteLength));
    target.set(piece);
    at += piece.byteLength;
    return Promise.resolve(piece.byteLength);
  }, parse);
  const lines: string[] = [];
  for (let records; (records = await reader.next()) !== null;) {
    for (const { line, record } of records) {
      lines.push(
        record instanceof InputError ? `${line}! ${record.message}` : `${line} ${shown(record)}`,
      );
    }
  }
  return lines;
}

function shown(record: object): string {
  return JSON.stringify(
    record,
    (_, value) =>
      value instanceof Uint8Array
        ? new TextDecoder().decode(value)
        : typeof value === "bigint"
        ? Number(value)
        : value,
  );
}
