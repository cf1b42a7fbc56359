import type { ChatRecord } from "../message/message.ts";

/**
 * Merges the records of several partitions into one order: by timestamp between partitions, and
 * always by offset within a partition.
 */
export function mergeByTime(records: readonly ChatRecord[]): ChatRecord[] {
  const queues = [...Map.groupBy(records, ({ partition }) => partition).values()];
  for (const queue of queues) queue.sort((one, other) => one.offset < other.offset ? 1 : -1);
  const merged: ChatRecord[] = [];
  for (;;) {
    const next = queues.reduce<ChatRecord[] | undefined>(earlier, undefined);
    const record = next?.pop();
    if (record === undefined) return merged;
    merged.push(record);
  }
}

/** Returns the queue whose next record comes first. The next record of a queue is its last item. */
function earlier(best: ChatRecord[] | undefined, queue: ChatRecord[]): ChatRecord[] | undefined {
  const [head, bestHead] = [queue.at(-1), best?.at(-1)];
  if (head === undefined) return best;
  if (bestHead === undefined) return queue;
  if (head.timestamp !== bestHead.timestamp) {
    return head.timestamp < bestHead.timestamp ? queue : best;
  }
  return head.partition < bestHead.partition ? queue : best;
}
