import type { Amendment, Content, NewMessage, Position, RawRecord } from "./message.ts";
import { impersonationProblem } from "./user_name.ts";

/**
 * The fields of a message in JSON and in Protobuf, under the names that both give them.
 *
 * Absent is undefined, and 0 is a real offset. In the two older fields, the first client marks
 * "none" by null in JSON and by 0 in Protobuf, so the reader of each format removes these.
 */
export interface MessageBody {
  readonly username: string;
  readonly message: string;
  readonly replaces_offset?: bigint | undefined;
  readonly delete_offset?: bigint | undefined;
  readonly verb?: string | undefined;
  readonly target_partition?: number | undefined;
  readonly target_offset?: bigint | undefined;
}

/** Whom the first client names in every deletion, and in nothing else. */
const firstClientAdmin = "Admin";

/**
 * The body of a message. An edit or a deletion fills the older field as well, so that the first
 * client understands it. That field stays empty for offset 0, which means "none" in Protobuf.
 */
export function toMessageBody(message: NewMessage | Amendment): MessageBody {
  const { author: username, text } = message;
  if (message.kind === "message") return { username, message: text };
  const { partition, offset } = message.target;
  const older = offset === 0n
    ? {}
    : message.kind === "edit"
    ? { replaces_offset: offset }
    : { delete_offset: offset };
  return {
    username,
    message: text,
    ...older,
    verb: message.kind,
    target_partition: partition,
    target_offset: offset,
  };
}

/**
 * What a body means.
 *
 * A target without a partition, as the first client writes it, is in the partition of `place`.
 *
 * @returns The content, or half a sentence that says why it is not a chat message.
 */
export function fromMessageBody(body: MessageBody, position: Position): Content | string {
  const { message: text, verb } = body;
  const author = body.username.trim();
  const problem = impersonationProblem(author);
  if (problem !== undefined) return `invalid user name: ${problem}`;
  if (verb === undefined || verb === "") {
    return fromOlderFields({ ...body, username: author }, position);
  }
  if (verb !== "edit" && verb !== "delete") return "unknown verb";
  const partition = body.target_partition ?? position.partition;
  const offset = body.target_offset ?? body.replaces_offset ?? body.delete_offset;
  if (offset === undefined || offset < 0n || partition < 0) return `${verb} without a target`;
  return { kind: verb, author, text, target: { partition, offset } };
}

function fromOlderFields(body: MessageBody, position: Pick<RawRecord, "partition">): Content {
  const { username: author, message: text } = body;
  const { partition } = position;
  const deleted = olderOffset(body.delete_offset);
  if (deleted !== undefined) {
    const deletion = {
      kind: "delete",
      author,
      text,
      target: { partition, offset: deleted },
    } as const;
    return author === firstClientAdmin ? { ...deletion, byAdmin: true } : deletion;
  }
  const replaced = olderOffset(body.replaces_offset);
  if (replaced !== undefined) {
    return { kind: "edit", author, text, target: { partition, offset: replaced } };
  }
  return { kind: "message", author, text };
}

/** No record has a negative offset, so the message is a new one. */
function olderOffset(offset: bigint | undefined): bigint | undefined {
  return offset !== undefined && offset >= 0n ? offset : undefined;
}
