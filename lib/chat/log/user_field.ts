import { after } from "../../async/timer.ts";
import { FailedError } from "../../errors.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { detectFormat } from "../message/detect_format.ts";
import { readJson } from "../message/json_format.ts";
import type { ChatTopic } from "./chat_topic.ts";
import { readRanges } from "./read_ranges.ts";

/** Number of records to read at the end of each partition. */
const recordsRead = 100n;
/** A limit, because a partition without a leader must not hold up a message to another one. */
const timeoutMs = 2_000;

/**
 * Returns whether JSON messages at the end of a room name their author in a field `user`: some
 * clients write `{"user":"alice","message":"hi"}` and read no other field. Reads the last 100
 * records of each partition, up to the end of the room when it was looked up.
 *
 * @returns Null if the records could not be read, for example because the user is allowed only to
 * write, or a partition has no leader.
 * @throws The signal's reason, when it aborts first.
 */
export async function recentMessagesUseUserField(
  client: KafkaClient,
  { name: topic, topicId, partitions }: ChatTopic,
  signal: AbortSignal,
): Promise<boolean | null> {
  const targets = partitions.flatMap(({ partition, start: first, end: stop }) => {
    const start = stop - recordsRead > first ? stop - recordsRead : first;
    return start < stop ? [{ topic, topicId, partition, start, stop }] : [];
  });
  if (targets.length === 0) return false;
  const limit = new AbortController();
  const cancel = after(timeoutMs, () => limit.abort());
  const either = AbortSignal.any([signal, limit.signal]);
  try {
    for await (const raw of readRanges(client, targets, { signal: either })) {
      const isFound = raw.some((record) =>
        record.value !== null && detectFormat(record) === "json" && readJson(record).hasUserField
      );
      if (isFound) return true;
    }
    return false;
  } catch (error) {
    signal.throwIfAborted();
    // A message can often be written even if the room cannot be read.
    if (error instanceof FailedError || limit.signal.aborted) return null;
    throw error;
  } finally {
    cancel();
  }
}
