import { textOf, utf8 } from "../../wire/bytes.ts";
import { contentTypes } from "./format.ts";
import type { Amendment, Content, EncodedMessage, RawRecord, RecordHeader } from "./message.ts";
import { type NewMessage, parsePosition } from "./message.ts";
import { isUserName } from "./user_name.ts";

/** Names the verb of a message that is not new: `edit` or `delete`. */
const verbHeader = "wah-verb";
/** Names its target, as `PARTITION/OFFSET` in decimal. */
const targetHeader = "wah-target";

/** Beyond this no name can end, so that a long line is not searched to its end. */
const longestNameUnits = 256;

/**
 * Writes a message as `alice: Salut !`.
 *
 * The value has no room for a verb and its target, so these go into the headers `wah-verb` (`edit`
 * or `delete`) and `wah-target` (`PARTITION/OFFSET`), which a new message does not have.
 */
export function encodeText(message: NewMessage | Amendment): EncodedMessage {
  const headers: RecordHeader[] = [{ key: "content-type", value: utf8(contentTypes.text) }];
  if (message.kind !== "message") {
    const { partition, offset } = message.target;
    headers.push({ key: verbHeader, value: utf8(message.kind) });
    headers.push({ key: targetHeader, value: utf8(`${partition}/${offset}`) });
  }
  return { value: utf8(`${message.author}: ${message.text}`), headers };
}

/**
 * Reads `alice: Salut !`: the name up to the first colon, then the text without the one space in
 * front. Bytes that are not UTF-8 become U+FFFD.
 *
 * @returns The content, or half a sentence that says why it is not a chat message.
 */
export function decodeText(record: RawRecord): Content | string {
  const line = textOf(record.value ?? new Uint8Array());
  const colon = line.slice(0, longestNameUnits).indexOf(":");
  const author = colon < 0 ? "" : line.slice(0, colon).trim();
  if (!isUserName(author)) return "no user name before a colon";
  const text = line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
  const verb = headerText(record, verbHeader);
  if (verb === undefined) return { kind: "message", author, text };
  if (verb !== "edit" && verb !== "delete") return "unknown verb";
  const target = parsePosition(headerText(record, targetHeader) ?? "");
  return target === undefined ? `${verb} without a target` : { kind: verb, author, text, target };
}

function headerText(record: RawRecord, key: string): string | undefined {
  const value = record.headers.find((header) => header.key === key)?.value;
  return value == null ? undefined : textOf(value);
}
