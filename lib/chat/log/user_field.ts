import { after } from "../../async/timer.ts";
import { FailedError } from "../../errors.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { readPartitions } from "../../kafka/reader/read_partitions.ts";
import { copyRecords } from "./copy_records.ts";
import { detectFormat } from "../message/format.ts";
import { readJson } from "../message/json_format.ts";
import type { ChatTopic } from "./chat_topic.ts";

/** How many records at the end of each partition are read. */
const recordsRead = 100n;
/** A message must not wait for a partition without a leader; it may go to another one. */
const timeoutMs = 2_000;

/**
 * Whether JSON messages at the end of a room name their author under `user`: some clients write
 * `{"user":"alice","message":"hi"}` and read no other field. Reads the last 100 records of each
 * partition, up to where the room ended when it was found.
 *
 * @returns Null if the records could not be read: the user may have the right to write only, or a
 * partition has no leader.
 * @throws The signal's reason, when it aborts first.
 */
export async function detectUserField(
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
  const options = { signal: either, onCorrupt: "skip", lane: "main" } as const;
  try {
    for await (const chunk of readPartitions(client, targets, options)) {
      const isFound = copyRecords(chunk).some((record) =>
        record.value !== null && detectFormat(record) === "json" && readJson(record).hasUserField
      );
      if (isFound) return true;
    }
    return false;
  } catch (error) {
    signal.throwIfAborted();
    // What keeps the room from being read need not keep a message from being written.
    if (error instanceof FailedError || limit.signal.aborted) return null;
    throw error;
  } finally {
    cancel();
  }
}
