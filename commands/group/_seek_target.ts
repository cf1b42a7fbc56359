import { UsageError } from "../../lib/errors.ts";
import type { CommittedOffset } from "../../lib/kafka/groups/committed_offsets.ts";
import { parseOffsetRange } from "../../lib/kafka/offsets/offset_range.ts";

/** Where `--to` moves the offsets of a group. */
export type SeekTarget =
  | { readonly kind: "start" | "end" }
  | { readonly kind: "offset"; readonly offset: bigint }
  /** Relative to the committed offset. */
  | { readonly kind: "shift"; readonly by: bigint }
  /** Milliseconds since the Unix epoch. */
  | { readonly kind: "time"; readonly timestamp: bigint }
  | { readonly kind: "group"; readonly group: string }
  | { readonly kind: "file"; readonly path: string };

/** rpk reads as many digits as a time in seconds, milliseconds or nanoseconds. */
const timeDigits = /^(?:\d{10}|\d{13}|\d{19})$/;
const millisecondDigits = 13;

const expected = "expected start, end, OFFSET, +N, -N, @TIME, group:NAME or file:PATH";

/**
 * Parses a value of `--to`.
 *
 * @param now Base of relative times, in milliseconds since the Unix epoch.
 * @throws {UsageError} If it is in none of the forms.
 */
function parseSeekTarget(text: string, now: number): SeekTarget {
  if (text === "start" || text === "end") return { kind: text };
  if (timeDigits.test(text)) throw ambiguousDigits(text);
  const [, digits] = /^(?:offset:)?(\d{1,19})$/.exec(text) ?? [];
  if (digits !== undefined) return { kind: "offset", offset: BigInt(digits) };
  if (/^[+-]\d{1,19}$/.test(text)) return { kind: "shift", by: BigInt(text.replace("+", "")) };
  const [, word, rest = ""] = /^(group|file):(.+)$/s.exec(text) ?? [];
  if (word === "group") return { kind: "group", group: rest };
  if (word === "file") return { kind: "file", path: rest };
  if (text.startsWith("@")) {
    const { start, stop } = parseOffsetRange(text, { now });
    if (start.kind === "time" && stop === null) return start;
  }
  throw new UsageError(`Cannot use "${text}" for --to: ${expected}`);
}

/**
 * Parses `--to`, which is required.
 *
 * @throws {UsageError} If it is missing, or in none of the forms.
 */
export function requiredTarget(text: string | undefined, now: number): SeekTarget {
  if (text !== undefined) return parseSeekTarget(text, now);
  throw new UsageError(`Cannot run "wah group seek": --to is missing, ${expected}`);
}

/**
 * Parses lines of `TOPIC PARTITION OFFSET`, separated by white space. Skips blank lines and lines
 * that begin with `#`.
 *
 * @throws {UsageError} If another line is not in this form; the message names the line.
 */
export function parseOffsetFile(text: string, path: string): CommittedOffset[] {
  return text.split("\n").flatMap((line, index) => {
    if (/^\s*(#|$)/.test(line)) return [];
    const [, topic, partition, offset] = /^\s*(\S+)\s+(\d{1,10})\s+(\d{1,19})\s*$/.exec(line) ?? [];
    if (topic === undefined) {
      throw new UsageError(
        `Cannot read "${path}": line ${index + 1} is not TOPIC PARTITION OFFSET`,
      );
    }
    return [{ topic, partition: Number(partition), offset: BigInt(offset!) }];
  });
}

function ambiguousDigits(digits: string): UsageError {
  return new UsageError(`Cannot use "${digits}" for --to: it can be a time or an offset`, {
    hint: `Use @${digits.slice(0, millisecondDigits)} for the time, or offset:${digits}`,
  });
}
