import { UsageError } from "../../lib/errors.ts";
import { InputError, type RecordParser } from "../../lib/input/input_record.ts";
import { parseInputLayout } from "../../lib/input/input_layout.ts";
import { jsonLineParser, type JsonParts } from "../../lib/input/json_lines.ts";
import type { ReadInput } from "../../lib/input/input_chunks.ts";
import { type LineBlock, LineReader } from "../../lib/input/line_reader.ts";
import { type LocatedRecord, RecordReader } from "../../lib/input/record_reader.ts";
import { utf8 } from "../../lib/wire/bytes.ts";
import type { CommandContext } from "../_shared/parser/command.ts";

/** Where the records of `wah produce` come from. */
export type InputPlan =
  | { readonly kind: "records"; readonly records: readonly LocatedRecord[] }
  | { readonly kind: "file"; readonly path: string; readonly parse: LineParser }
  | { readonly kind: "stdin"; readonly parse: LineParser };

/** Null if each line is a value, and nothing else has to be known about a record. */
type LineParser = RecordParser | null;

/** The part of the command line that chooses the input. */
export interface InputChoice {
  readonly values: readonly string[];
  /** Undefined for one value per line. */
  readonly format: string | undefined;
  readonly from: string | undefined;
  /** Whether the flags alone describe a record, which needs no input. */
  readonly isComplete: boolean;
  /** Whether records without key and headers may be read as blocks. */
  readonly allowsBlocks: boolean;
  /** The parts of a record that are JSON, which is encoded later. */
  readonly jsonParts: JsonParts;
}

/** Yields records in batches; dispose of it to close the file or stdin. */
export interface ProduceInput extends AsyncDisposable {
  /** The unit in which records are numbered. */
  readonly unit: "line" | "argument";
  /** How much of it has been read, from 0 to 1; null if its size is not known. */
  fraction(): number | null;
  /** Waits for the next records, or for lines that are a value each; null at the end. */
  next(): Promise<readonly LocatedRecord[] | LineBlock | null>;
}

const lineLayout = "%v\\n";
const openBrace = 0x7b;
const newline = 0x0a;

/**
 * Decides where the records come from, and parses those on the command line.
 *
 * @throws {UsageError} If the format is invalid, or a value is not a record in it.
 */
export async function planInput(choice: InputChoice): Promise<InputPlan> {
  const { values, format, from, isComplete } = choice;
  if (values.length > 0 && from !== undefined) {
    throw new UsageError('Cannot run "wah produce": --from cannot be combined with values');
  }
  if (values.length > 0 && format === undefined) {
    return {
      kind: "records",
      records: values.map((value, index) => ({ line: index + 1, record: { value: utf8(value) } })),
    };
  }
  const isLines = (format ?? lineLayout) === lineLayout && choice.allowsBlocks;
  if (isLines && values.length === 0 && !isComplete) {
    return from === undefined ? { kind: "stdin", parse: null } : {
      kind: "file",
      path: from,
      parse: null,
    };
  }
  const parse = await parserOf(format ?? lineLayout, choice.jsonParts);
  if (values.length > 0) {
    const records = values.map((value, index) => recordIn(value, index + 1, parse));
    return { kind: "records", records };
  }
  if (from !== undefined) return { kind: "file", path: from, parse };
  if (isComplete && format === undefined) {
    return { kind: "records", records: [{ line: 1, record: {} }] };
  }
  return { kind: "stdin", parse };
}

async function parserOf(format: string, jsonParts: JsonParts): Promise<RecordParser> {
  if (format === "jsonl") return oneLineParser(jsonLineParser(jsonParts));
  if (format === "json") {
    const { jsonObjectParser } =
      await (import("../../lib/input/json_objects.ts" as string) as Promise<
        typeof import("../../lib/input/json_objects.ts")
      >);
    return jsonObjectParser(jsonParts);
  }
  if (/[%\\]/.test(format)) return await parseInputLayout(format);
  throw new UsageError(`Cannot use "${format}" for --format: expected json, jsonl or a layout`, {
    hint: "A layout contains a %, for example '%k %v\\n'; see wah produce --help",
  });
}

/** Parses as `parseLine`; names the format of `wah consume` without `-f` if it finds that. */
function oneLineParser(parseLine: RecordParser): RecordParser {
  return (input) => {
    const { bytes, start, end, isLast } = input;
    const isOpen = bytes[start] === openBrace &&
      (start + 1 < end ? bytes[start + 1] === newline : isLast);
    if (!isOpen) return parseLine(input);
    throw new InputError("the object does not end on its line; -f json reads such objects", {
      isRecoverable: false,
    });
  };
}

/** Parses an argument that contains exactly one record. */
function recordIn(text: string, number: number, parse: RecordParser): LocatedRecord {
  const bytes = utf8(text);
  const input = { bytes, start: 0, end: bytes.byteLength, isLast: true };
  try {
    const record = bytes.byteLength === 0 ? null : parse(input);
    if (record !== null && record !== "skipped" && input.start === input.end) {
      return { line: number, record };
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new UsageError(`Cannot read "${text}" as a record: ${error.message}`);
  }
  throw new UsageError(`Cannot read "${text}" as a record: expected exactly one record`);
}

/**
 * Opens the file or stdin.
 *
 * @throws {UsageError} If the file cannot be opened.
 */
export async function openInput(plan: InputPlan, { stdin }: CommandContext): Promise<ProduceInput> {
  if (plan.kind === "records") return inputOf(plan.records);
  if (plan.kind === "stdin") return stdinInput(stdin.readable, plan.parse);
  const file = await openFile(plan.path);
  const { isFile, size } = file.statSync();
  let position = 0;
  // A regular file never makes wah wait, so it is read without trips through the event loop.
  const read: ReadInput = isFile
    ? (target) => {
      const count = file.readSync(target);
      position += count ?? 0;
      return Promise.resolve(count);
    }
    : (target) => file.read(target);
  const reader = readerOf(read, plan.parse);
  return {
    unit: "line",
    fraction: () => isFile && size > 0 ? position / size : null,
    next: () => reader.next(),
    [Symbol.asyncDispose]: () => Promise.resolve(file.close()),
  };
}

function inputOf(records: readonly LocatedRecord[]): ProduceInput {
  const batches = [records];
  return {
    unit: "argument",
    fraction: () => null,
    next: () => Promise.resolve(batches.shift() ?? null),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function readerOf(read: ReadInput, parse: LineParser): Pick<ProduceInput, "next"> {
  return parse === null ? new LineReader(read) : new RecordReader(read, parse);
}

function stdinInput(stream: ReadableStream<Uint8Array>, parse: LineParser): ProduceInput {
  const chunks = stream.getReader();
  let chunk: Uint8Array = new Uint8Array(0);
  const read: ReadInput = async (target) => {
    if (chunk.byteLength === 0) {
      const { done, value } = await chunks.read();
      if (done) return null;
      chunk = value;
    }
    const count = Math.min(chunk.byteLength, target.byteLength);
    target.set(chunk.subarray(0, count));
    chunk = chunk.subarray(count);
    return count;
  };
  const reader = readerOf(read, parse);
  return {
    unit: "line",
    fraction: () => null,
    next: () => reader.next(),
    [Symbol.asyncDispose]: () => chunks.cancel(),
  };
}

async function openFile(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path);
  } catch (cause) {
    const found = cause instanceof Deno.errors.NotFound ? "no such file" : String(cause);
    throw new UsageError(`Cannot read "${path}": ${found}`, { cause });
  }
}
