import { deleteProducer, loadProducers, type StoredProducer } from "../store/producers.ts";
import type { Store } from "../store/store.ts";
import type { TopicRegistry } from "../topics/topic_registry.ts";
import type { PartitionLog } from "./partition_log.ts";

/**
 * Restores the producers of each partition, so that a retry after a restart is recognized. Deletes
 * those that last wrote before `forgetBefore`.
 *
 * @param forgetBefore Milliseconds since the Unix epoch.
 */
export function restoreProducers(store: Store, topics: TopicRegistry, forgetBefore: number): void {
  const logs = new Map<bigint, PartitionLog>();
  for (const topic of topics.all()) {
    for (const partition of topic.partitions) logs.set(partition.id, partition);
  }
  const expired: StoredProducer[] = [];
  for (const producer of loadProducers(store)) {
    const log = logs.get(producer.partitionId);
    if (log === undefined || producer.state.lastWriteAt < forgetBefore) expired.push(producer);
    else log.producers.set(producer.producerId, producer.state);
  }
  if (expired.length === 0) return;
  store.transaction(() => {
    for (const { partitionId, producerId } of expired) {
      deleteProducer(store, partitionId, producerId);
    }
  });
}
