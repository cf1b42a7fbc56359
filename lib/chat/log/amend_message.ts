import { UsageError } from "../../errors.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import type { Amendment } from "../message/message.ts";
import { roomChannel } from "./channel.ts";
import { type ChatTopic, findChatTopic } from "./chat_topic.ts";
import { readRecord } from "./find_target.ts";
import { recentMessagesUseUserField } from "./user_field.ts";
import { writeAmendment } from "./write_amendment.ts";
import { deletionText } from "./write_message.ts";
import { type Sender, type SentMessage, writeOnce } from "./write_once.ts";

/** An edit or a deletion of one message in a room. */
export interface OutgoingAmendment extends Sender {
  readonly room: string;
  /** The position of the message; the partition is required if the room has several. */
  readonly target: { readonly partition: number | undefined; readonly offset: bigint };
  /** The new text. If absent, the message is deleted. */
  readonly text?: string;
}

/**
 * Edits or deletes one message in a room by appending a record, and waits until all in-sync
 * replicas have it.
 *
 * @throws {UsageError} If the room has several partitions and the target names none.
 * @throws {FailedError} If the target is not a message by the author.
 * @throws {KafkaError} If the room does not exist, or the broker does not allow reading it.
 * @throws {DeliveryError} If the broker does not accept the record.
 */
export async function amendMessage(
  client: KafkaClient,
  outgoing: OutgoingAmendment,
): Promise<SentMessage> {
  const { author, room, text, format, signal } = outgoing;
  return await writeOnce(client, {
    find: () => findChatTopic(client, room, { create: false, signal }),
    write: async (send, found) => {
      const { offset } = outgoing.target;
      const verb = text === undefined ? "delete" : "edit";
      const partition = outgoing.target.partition ?? onlyPartition(found, verb, offset);
      const target = { partition, offset };
      const message: Amendment = { kind: verb, author, text: text ?? deletionText, target };
      const known = await readRecord(client, found, target, signal);
      return await writeAmendment(send, {
        channel: roomChannel(room),
        message,
        target: known?.record ?? null,
        format,
        usesUserField: async () => await recentMessagesUseUserField(client, found, signal) === true,
      });
    },
    signal,
  });
}

function onlyPartition(room: ChatTopic, verb: string, offset: bigint): number {
  const [first, ...others] = room.partitions;
  if (first !== undefined && others.length === 0) return first.partition;
  throw new UsageError(
    `Cannot ${verb} ${offset} in ${JSON.stringify(room.name)}: the room has ` +
      `${room.partitions.length} partitions, so give PARTITION/OFFSET`,
  );
}
