import type { ChatRecord, Content, Place, RawRecord } from "../../../lib/chat/message/message.ts";

/** A record as read from Kafka, in partition 0 at offset 7 unless told otherwise. */
export function raw(
  value: string | Uint8Array | null,
  headers: Readonly<Record<string, string>> = {},
  place: Partial<Place> = {},
): RawRecord {
  const encoder = new TextEncoder();
  return {
    partition: 0,
    offset: 7n,
    timestamp: 1_000n,
    key: null,
    value: typeof value === "string" ? encoder.encode(value) : value,
    headers: Object.entries(headers).map(([key, text]) => ({ key, value: encoder.encode(text) })),
    ...place,
  };
}

/** A record at `0/OFFSET` (or the place given), a second apart from the next offset. */
export function record(place: bigint | Place, content: Content, timestamp?: bigint): ChatRecord {
  const { partition, offset } = typeof place === "bigint" ? { partition: 0, offset: place } : place;
  return { partition, offset, timestamp: timestamp ?? offset * 1_000n, content };
}

/** Something said. */
export function said(author: string, text: string): Content {
  return { kind: "said", author, text };
}

/** An edit of `0/OFFSET`, or of the place given. */
export function edit(author: string, text: string, target: bigint | Place): Content {
  return { kind: "edit", author, text, target: place(target) };
}

/** A deletion of `0/OFFSET`, or of the place given. */
export function deletion(author: string, target: bigint | Place): Content {
  return { kind: "delete", author, text: "", target: place(target) };
}

function place(target: bigint | Place): Place {
  return typeof target === "bigint" ? { partition: 0, offset: target } : target;
}
