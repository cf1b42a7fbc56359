import { UsageError } from "../../../lib/errors.ts";
import { choiceFlag, listFlag, switchFlag, valueFlag, wholeNumber } from "../parser/flag.ts";
import type { CommandContext } from "../parser/command.ts";
import type { DecodeFlags, Decoding } from "./decoding.ts";
import type { FilterFlags, RecordSelection } from "./record_selection.ts";

const maxRecords = 9_999_999_999;

/** Flags of the commands that read records. */
export const recordFlags = {
  num: valueFlag("stop after this many records in total; 0 for no limit", {
    alias: "n",
    placeholder: "COUNT",
    parse: wholeNumber("-n", { min: 0, max: maxRecords }),
    default: "0",
  }),
  readCommitted: switchFlag("skip records of open and aborted transactions"),
  onCorrupt: choiceFlag("what to do with records that cannot be read", ["stop", "skip"], {
    default: "stop",
  }),
} as const;

/** Flags that select records. */
export const filterFlags = {
  key: valueFlag("only records with this key", { placeholder: "TEXT" }),
  header: listFlag("only records with this header; repeat it for several", {
    placeholder: "NAME[=VALUE]",
  }),
  grep: valueFlag("only records whose key or value matches a regular expression (RE2)", {
    placeholder: "REGEX",
  }),
  where: valueFlag("only records for which an expression is true (CEL)", {
    placeholder: "EXPRESSION",
  }),
} as const;

/** Flags that decode records. */
export const decodeFlags = {
  decode: valueFlag(
    "decode values: auto, text, json, chat, msgpack, registry (or avro), avro=FILE, " +
      "protobuf=FILE:TYPE",
    { placeholder: "DECODER" },
  ),
  decodeKey: valueFlag("decode keys, in the same ways", { placeholder: "DECODER" }),
  registry: valueFlag("address of the schema registry", { placeholder: "URL" }),
} as const;

/**
 * Parses partition numbers that are separated by commas.
 *
 * @throws {UsageError} If the text is anything else.
 */
export function partitionList(text: string): number[] {
  const list = text.split(",");
  if (list.every((part) => /^\d{1,10}$/.test(part))) return list.map(Number);
  throw new UsageError(
    `Cannot use "${text}" for -p: expected partition numbers with commas, for example 0,2,5`,
  );
}

/**
 * Returns what the flags select; null for all records.
 *
 * @throws {UsageError} If an expression is invalid, or `--strict` has no effect.
 */
export async function loadSelection(
  flags: FilterFlags,
  decoding: Decoding | null,
): Promise<RecordSelection | null> {
  const { header, key, grep, where, strict } = flags;
  if ([header, key, grep, where, strict].every((flag) => flag === undefined)) return null;
  const { filterOf } = await (import("./record_selection.ts" as string) as Promise<
    typeof import("./record_selection.ts")
  >);
  return await filterOf(flags, decoding);
}

/**
 * Loads what decodes the records; null if they are used as they are.
 *
 * @param topics Null if the names are not known yet.
 * @throws {UsageError} If a decoder is invalid, or something that it needs is missing.
 * @throws {FailedError} If a schema is invalid.
 */
export async function loadDecoding(
  flags: DecodeFlags,
  topics: readonly string[] | null,
  context: CommandContext,
): Promise<Decoding | null> {
  const { commandSettings } = await (import("../settings.ts" as string) as Promise<
    typeof import("../settings.ts")
  >);
  const settings = await commandSettings(context);
  const { decode, decodeKey } = flags;
  const named = [decode, decodeKey, settings.get("decode"), settings.get("decode_key")];
  if (named.every((each) => each === undefined)) return null;
  const { loadDecoding } = await (import("./decoding.ts" as string) as Promise<
    typeof import("./decoding.ts")
  >);
  return await loadDecoding({ flags, topics, settings }, context);
}
