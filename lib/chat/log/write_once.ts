import type { KafkaClient } from "../../kafka/client.ts";
import type { Delivery } from "../../kafka/producer/pending_record.ts";
import { Producer } from "../../kafka/producer/producer.ts";
import type { Format } from "../message/format.ts";
import type { ChatTopic } from "./chat_topic.ts";
import type { SendRecord } from "./write_message.ts";

/** The author and the format of a message that is sent without a session. */
export interface Sender {
  readonly author: string;
  /**
   * The format of the record. Default: text for a new message, and the format of the target for an
   * edit or a deletion.
   */
  readonly format?: Format | undefined;
  readonly signal: AbortSignal;
}

/** The position of a message that was sent. */
export interface SentMessage extends Delivery {
  readonly topic: string;
}

/**
 * Opens a producer for one write to a topic, and closes it again.
 *
 * @param find Looks up the topic.
 * @param write Sends the records; returns the delivery to report.
 */
export async function writeOnce(
  client: KafkaClient,
  { find, write, signal }: {
    readonly find: () => Promise<ChatTopic>;
    readonly write: (send: SendRecord, found: ChatTopic) => Promise<Delivery>;
    readonly signal: AbortSignal;
  },
): Promise<SentMessage> {
  const found = await find();
  await using producer = await Producer.open(client, { signal, topic: found.name });
  const delivery = await write((record) => producer.send(record), found);
  return { topic: found.name, ...delivery };
}
