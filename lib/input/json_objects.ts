import { incomplete } from "./input_numbers.ts";
import { type InputBuffer, InputError, type RecordParser } from "./input_record.ts";
import { endOfJson, isJsonSpace } from "./json_extent.ts";
import { type JsonParts, parseJsonRecord } from "./json_lines.ts";

const newline = 10;

/**
 * Returns a parser of records in JSON objects that may extend over several lines, as
 * `consume -f json` prints them. The fields are those of `jsonLineParser()`.
 */
export function jsonObjectParser(parts: JsonParts): RecordParser {
  return (input) => parseObject(input, parts);
}

function parseObject(input: InputBuffer, parts: JsonParts): ReturnType<RecordParser> {
  const { bytes, end, isLast } = input;
  let start = input.start;
  while (start < end && isJsonSpace(bytes[start]!)) start++;
  if (start > input.start) {
    input.start = start;
    return "skipped";
  }
  const found = endOfJson(input, start);
  if (found === incomplete || (found === end && !isLast)) return null;
  // A bracket that closes nothing is one character.
  const until = Math.max(found, start + 1);
  // With the newline, so that the next record begins on the next line.
  input.start = until < end && bytes[until] === newline ? until + 1 : until;
  return parseJsonRecord(bytes.subarray(start, until), {
    parts,
    // Where the next object begins is not known.
    syntaxProblem: (found) => new InputError(found, { isRecoverable: false }),
  });
}
