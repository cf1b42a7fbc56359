import { textOf, utf8 } from "../../wire/bytes.ts";
import { contentTypes } from "./format.ts";
import type { Amendment, Content, EncodedMessage, RawRecord, RecordHeader } from "./message.ts";
import { headerText, type NewMessage, parsePosition } from "./message.ts";
import { isUserName } from "./user_name.ts";

/** The header that contains the verb of a change: `edit` or `delete`. */
const verbHeader = "wah-verb";
/** The header that contains the target of a change, as `PARTITION/OFFSET` in decimal. */
const targetHeader = "wah-target";

/** No name is longer than this, so the search for its end stops there. */
const longestNameUnits = 256;

/**
 * Encodes a message as `alice: Salut !`. The headers `wah-verb` (`edit` or `delete`) and
 * `wah-target` (`PARTITION/OFFSET`) mark an edit or a deletion; a new message has neither.
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
 * Decodes `alice: Salut !`: the name up to the first colon, then the text without one leading
 * space. Bytes that are not valid UTF-8 become U+FFFD.
 *
 * @returns The content, or a phrase that says why it is not a chat message.
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
