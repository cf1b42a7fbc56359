import type { Amendment, Content, NewMessage, Position, RawRecord } from "./message.ts";
import { impersonationProblem } from "./user_name.ts";

/**
 * The fields of a message in JSON and Protobuf, under the names that they have in both.
 *
 * An absent field is undefined, and 0 is a real offset. In the two older fields, the first client
 * writes null in JSON and 0 in Protobuf for "none", so the decoder of each format removes those.
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

/** The user name of every deletion by the first client, and of none of its other records. */
const firstClientAdmin = "Admin";

/**
 * Converts a message to its fields. An edit or a deletion sets the older field too, so that the
 * first client understands it, except for offset 0, which means "none" in Protobuf.
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
 * Converts the fields of a message to its content. A target without a partition, as the first
 * client writes it, is in the partition of the record itself.
 *
 * @returns The content, or a phrase that says why it is not a chat message.
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

/** Treats a negative offset as absent, because no record has one. */
function olderOffset(offset: bigint | undefined): bigint | undefined {
  return offset !== undefined && offset >= 0n ? offset : undefined;
}
