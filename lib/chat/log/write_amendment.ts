import { FailedError } from "../../errors.ts";
import type { Delivery } from "../../kafka/producer/pending_record.ts";
import { openEncoder } from "../message/encode.ts";
import type { Format } from "../message/format.ts";
import type { Amendment, ChatRecord } from "../message/message.ts";
import { type Channel, channelKey } from "./channel.ts";
import { checkOwn } from "./own_message.ts";
import { openRoomEncoder } from "./room_encoder.ts";
import { type SendRecord, writeDirect, writeToRoom } from "./write_message.ts";

/** An edit or a deletion, and what is known about its target. */
export interface AmendmentWrite {
  readonly channel: Channel;
  readonly message: Amendment;
  /** The record at the target; null if there is none. */
  readonly target: ChatRecord | null;
  /** The format of the new record. Default: the format of the target. */
  readonly format?: Format | undefined;
  /** Returns whether JSON messages of the room have a field `user`; called only for JSON. */
  readonly usesUserField: () => Promise<boolean>;
}

/**
 * Checks that the author may edit or delete the target, and appends the edit or deletion.
 *
 * @throws {FailedError} If the target is not a message by the author, or the position of the
 * recipient's copy of a direct message is unknown.
 * @throws What `send` throws.
 */
export async function writeAmendment(
  send: SendRecord,
  { channel, message, target: found, format: wanted, usesUserField }: AmendmentWrite,
): Promise<Delivery> {
  const { kind: verb, author, target } = message;
  checkOwn(found?.content ?? null, { verb, author, target, where: channelKey(channel) });
  const format = wanted ?? found?.style?.format ?? "text";
  if (channel.kind === "room") {
    const style = { format, hasUserField: found?.style?.hasUserField ?? false };
    const encode = await openRoomEncoder(style, usesUserField);
    return await writeToRoom({ send, encode }, { room: channel.room, message });
  }
  const to = channel.with;
  const otherCopy = found?.otherCopy ?? null;
  if (otherCopy === null && to !== author) {
    const problem = "the position of the recipient's copy is unknown";
    throw new FailedError(`Cannot ${verb} a message to ${JSON.stringify(to)}: ${problem}`);
  }
  const encode = await openEncoder(format);
  return await writeDirect({ send, encode }, { to, message, otherCopy });
}
