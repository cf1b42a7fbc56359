import type {
  ChatRecord,
  Content,
  Position,
  RawRecord,
} from "../../../lib/chat/message/message.ts";

/** A record as read from Kafka. Default position: 0/7. */
export function raw(
  value: string | Uint8Array | null,
  headers: Readonly<Record<string, string>> = {},
  position: Partial<Position> = {},
): RawRecord {
  const encoder = new TextEncoder();
  return {
    partition: 0,
    offset: 7n,
    timestamp: 1_000n,
    key: null,
    value: typeof value === "string" ? encoder.encode(value) : value,
    headers: Object.entries(headers).map(([key, text]) => ({ key, value: encoder.encode(text) })),
    ...position,
  };
}

/** A decoded record. A bigint stands for the position 0/OFFSET; offsets are a second apart. */
export function record(
  position: bigint | Position,
  content: Content,
  timestamp?: bigint,
): ChatRecord {
  const { partition, offset } = typeof position === "bigint"
    ? { partition: 0, offset: position }
    : position;
  return { partition, offset, timestamp: timestamp ?? offset * 1_000n, content };
}

/** A new message. */
export function post(author: string, text: string): Content {
  return { kind: "message", author, text };
}

/** An edit of a position, or of 0/OFFSET. */
export function edit(author: string, text: string, target: bigint | Position): Content {
  return { kind: "edit", author, text, target: position(target) };
}

/** A deletion of a position, or of 0/OFFSET. */
export function deletion(author: string, target: bigint | Position): Content {
  return { kind: "delete", author, text: "", target: position(target) };
}

function position(target: bigint | Position): Position {
  return typeof target === "bigint" ? { partition: 0, offset: target } : target;
}
