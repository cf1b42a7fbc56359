import assert from "node:assert/strict";
import { KafkaError } from "../../../../lib/kafka/kafka_error.ts";
import type { TopicMetadata } from "../../../../lib/kafka/metadata.ts";
import { PartitionQueue } from "../../../../lib/kafka/producer/partition_queue.ts";
import type { PendingRecord } from "../../../../lib/kafka/producer/pending_record.ts";
import { TopicRoute } from "../../../../lib/kafka/producer/topic_route.ts";
import { textOf, utf8 } from "../../../../lib/wire/bytes.ts";

/** A route whose batches are the values themselves. */
class Bench {
  readonly errors: string[] = [];
  pending = 0;
  readonly route = new TopicRoute("t", {
    createQueue: (partition) =>
      new PartitionQueue({
        topic: "t",
        partition,
        identity: { producerId: 7n, producerEpoch: 0 },
        maxBatchBytes: 1000,
        encode: (records) =>
          utf8((records as PendingRecord[]).map(({ value }) => textOf(value!)).join("")),
        onSettled: (count) => this.pending -= count,
      }),
    onSettled: (count) => this.pending -= count,
    random: () => 0,
  });

  add(
    value: string,
    place: { readonly key?: string; readonly partition?: number; readonly deadlineMs?: number } =
      {},
  ): void {
    this.pending += 1;
    this.route.add({
      key: place.key === undefined ? null : utf8(place.key),
      value: utf8(value),
      timestamp: 0n,
      sizeBytes: 10,
      memoryBytes: 10,
      deadlineMs: place.deadlineMs ?? Infinity,
      partition: place.partition,
      tag: 0,
      receiver: {
        delivered: () => {},
        failed: (_, { message }) => void this.errors.push(`${value}: ${message}`),
      },
    });
  }

  /** What each partition would send now. */
  batches(): Record<number, string> {
    const found: Record<number, string> = {};
    for (const { queue } of this.route.slots) {
      if (queue.isReady) found[queue.partition] = textOf(queue.next()!.bytes);
    }
    return found;
  }
}

function topic(leaders: readonly (number | null)[]): TopicMetadata {
  return {
    name: "t",
    topicId: null,
    isInternal: false,
    error: null,
    partitions: leaders.map((leader, partition) => ({
      partition,
      leader,
      leaderEpoch: 0,
      replicas: [1],
      inSyncReplicas: [1],
      offlineReplicas: [],
      error: leader === null ? new KafkaError(5) : null,
    })),
  };
}

Deno.test("TopicRoute holds records, in order, until the partitions are known", () => {
  const bench = new Bench();
  bench.add("a", { partition: 1 });
  bench.add("b", { partition: 0 });
  bench.add("c", { partition: 1 });
  assert.equal(bench.route.isStale, true);
  assert.deepEqual(bench.batches(), {});
  bench.route.update(topic([1, 1]));
  assert.equal(bench.route.isStale, false);
  assert.deepEqual(bench.batches(), { 0: "b", 1: "ac" });
});

Deno.test("TopicRoute puts keys by their hash over all partitions, leaderless ones too", () => {
  const bench = new Bench();
  bench.route.update(topic([1, 1, null]));
  bench.add("a", { key: "a-little-bit-long-string" });
  // (-985981536 & 0x7fffffff) % 3 is 2.
  assert.deepEqual(bench.batches(), { 2: "a" });
});

Deno.test("TopicRoute sticks to a partition with a leader until a batch is closed", () => {
  const bench = new Bench();
  bench.route.update(topic([null, 1, 1]));
  bench.add("a");
  bench.add("b");
  bench.route.batchClosed(1);
  bench.add("c");
  assert.deepEqual(bench.batches(), { 1: "ab", 2: "c" });
});

Deno.test("TopicRoute is stale while records wait for a partition without a leader", () => {
  const bench = new Bench();
  bench.route.update(topic([null]));
  assert.equal(bench.route.isStale, false);
  bench.add("a", { partition: 0 });
  assert.equal(bench.route.isStale, true);
  assert.equal(bench.route.failures, 0);
  bench.route.update(topic([null]));
  assert.equal(bench.route.failures, 1);
  bench.route.update(topic([2]));
  assert.equal(bench.route.isStale, false);
});

Deno.test("TopicRoute counts refreshes that omit its topic as failures", () => {
  const bench = new Bench();
  bench.route.update(topic([1]));
  bench.add("a");
  for (const slot of bench.route.slots) slot.leader = null;
  assert.equal(bench.route.failures, 0);
  bench.route.absences = 3;
  assert.equal(bench.route.failures, 3);
  bench.route.update(topic([null]));
  assert.equal(bench.route.failures, 1);
});

Deno.test("TopicRoute rejects a record for a missing partition", () => {
  const bench = new Bench();
  bench.add("a", { partition: 2 });
  bench.route.update(topic([1, 1]));
  assert.deepEqual(bench.errors, [
    'a: Cannot deliver a record to "t" partition 2: it has 2 partitions, numbered from 0, ' +
    "it was not written",
  ]);
  assert.equal(bench.pending, 0);
});

Deno.test("TopicRoute rejects records for a partition that no longer exists", () => {
  const bench = new Bench();
  bench.route.update(topic([1, 1]));
  bench.add("a", { partition: 0 });
  bench.add("b", { partition: 1 });
  for (let refresh = 0; refresh < 7; refresh++) bench.route.update(topic([null]));
  assert.deepEqual(bench.errors, []);
  bench.route.update(topic([null]));
  assert.deepEqual(bench.errors, [
    'b: Cannot deliver a record to "t" partition 1: it has 1 partition, numbered from 0, ' +
    "it was not written",
  ]);
  assert.equal(bench.pending, 1);
});

Deno.test("TopicRoute.expire() rejects records without a partition", () => {
  const bench = new Bench();
  bench.add("a", { deadlineMs: 100 });
  bench.add("b", { deadlineMs: 200 });
  assert.equal(bench.route.deadlineMs, 100);
  bench.route.expire(150, 5000);
  assert.deepEqual(bench.errors, [
    'a: Cannot deliver a record to "t": not acknowledged within 5 s, it was not written',
  ]);
  assert.equal(bench.route.deadlineMs, 200);
  assert.equal(bench.pending, 1);
});

Deno.test("TopicRoute.abandon() rejects all records", () => {
  const bench = new Bench();
  bench.route.update(topic([1]));
  bench.add("a");
  bench.route.abandon("the topic is gone");
  bench.route.abandon("again");
  assert.deepEqual(bench.errors, [
    'a: Cannot deliver a record to "t" partition 0: the topic is gone, it was not written',
  ]);
  assert.equal(bench.pending, 0);
});
