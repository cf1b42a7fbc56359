import { inboxTopic } from "../../../lib/chat/own_topics.ts";
import assert from "node:assert/strict";
import { inboxPartition, inboxSpec } from "../../../lib/chat/message/direct_message.ts";
import { deleteRecords } from "../../../lib/kafka/admin/delete_records.ts";
import { connect } from "../brokers/client.ts";
import { kcatProduce } from "../kafka/kcat.ts";

/** Many records in the inbox of one user. */
export interface InboxFlood {
  readonly user: string;
  readonly record: { readonly key: string; readonly value: string };
  readonly count: number;
}

/**
 * Writes many records into the partition that holds a user's inbox.
 *
 * All test files share the topic on Apache Kafka, where a client of a later test whose user has the
 * same partition would report that it searched only the last records. So disposing of the result
 * deletes every record of the partition.
 */
export async function floodInbox(
  brokers: string,
  { user, record, count }: InboxFlood,
): Promise<AsyncDisposable> {
  const partition = inboxPartition(user, inboxSpec.partitions!);
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => emptyPartition(brokers, partition));
  await kcatProduce({ brokers, topic: inboxTopic }, Array(count).fill({ ...record, partition }));
  return cleanup.move();
}

async function emptyPartition(brokers: string, partition: number): Promise<void> {
  await using client = await connect(brokers);
  const [result] = await deleteRecords(client, [
    { topic: inboxTopic, partition, before: "high-watermark" },
  ]);
  assert.equal(result!.error, null);
}
