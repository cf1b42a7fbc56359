import type { KafkaClient } from "../../kafka/client.ts";
import { KafkaError } from "../../kafka/kafka_error.ts";
import { errorCodes } from "../../wire/errors.ts";
import { findChatTopic } from "../log/chat_topic.ts";
import { readRanges } from "../log/read_ranges.ts";
import { presenceTopic } from "../own_topics.ts";
import { toSeatRecord } from "./presence_record.ts";

/** Most records of a partition that are read: a heartbeat of one user is one. */
const maxRecords = 500n;

/**
 * Lists users whose chats announced themselves lately, sorted by name. Empty if no chat ever
 * did. Users who left are included: a message for them arrives later.
 *
 * @throws {KafkaError} If the topic cannot be read.
 * @throws {FailedError} If the broker's response is incomplete.
 * @throws The signal's reason, when it aborts.
 */
export async function recentUsers(
  client: KafkaClient,
  { signal }: { readonly signal: AbortSignal },
): Promise<string[]> {
  const users = new Set<string>();
  for await (const records of readRanges(client, await lastRecords(client, signal), { signal })) {
    for (const record of records) {
      const seat = toSeatRecord(record);
      if (seat !== null) users.add(seat.user);
    }
  }
  return [...users].toSorted();
}

async function lastRecords(
  client: KafkaClient,
  signal: AbortSignal,
): Promise<Parameters<typeof readRanges>[1]> {
  try {
    const topic = await findChatTopic(client, presenceTopic, { create: false, signal });
    return topic.partitions.flatMap(({ partition, start: first, end: stop }) => {
      const start = stop - first > maxRecords ? stop - maxRecords : first;
      return start < stop
        ? [{ topic: topic.name, topicId: topic.topicId, partition, start, stop }]
        : [];
    });
  } catch (error) {
    const isMissing = error instanceof KafkaError &&
      error.code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
    if (!isMissing) throw error;
    return [];
  }
}
