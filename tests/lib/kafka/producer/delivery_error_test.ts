import assert from "node:assert/strict";
import { QueueBench as Bench, refusal } from "./_queue_bench.ts";

Deno.test("PartitionQueue doubts a rejected batch when an earlier attempt was lost", () => {
  const bench = new Bench();
  bench.push("a");
  bench.next();
  bench.queue.lost(bench.batch!);
  bench.next();
  bench.queue.refused(bench.batch!, refusal(29));
  assert.deepEqual(bench.log, ["a maybe"]);
});

Deno.test("PartitionQueue keeps a batch in doubt after an unknown server error", () => {
  const bench = new Bench();
  bench.push("a");
  bench.next();
  bench.queue.refused(bench.batch!, refusal(-1));
  assert.deepEqual(bench.log, ["a maybe"]);
  bench.push("b");
  assert.equal(bench.next(), "1/0:b");
});

Deno.test("PartitionQueue expires records that were never sent as not written", () => {
  const bench = new Bench();
  bench.push("ab", 100);
  bench.push("c", 200);
  assert.equal(bench.queue.deadlineMs, 100);
  bench.queue.expire(99, 1000);
  assert.deepEqual(bench.log, []);
  bench.queue.expire(100, 1000);
  assert.deepEqual(bench.log, ["a no", "b no"]);
  assert.equal(
    bench.errors[0]!.message,
    'Cannot deliver a record to "t" partition 3: not acknowledged within 1 s, it was not written',
  );
  assert.equal(bench.next(), "0/0:c");
  assert.equal(bench.queue.deadlineMs, Infinity);
});

Deno.test("PartitionQueue expires a refused batch but for what has time left", () => {
  const bench = new Bench();
  bench.push("a", 100);
  bench.push("b", 200);
  bench.next();
  bench.queue.refused(bench.batch!, refusal(19, { retriable: true }));
  bench.queue.expire(150, 1000);
  assert.deepEqual(bench.log, ["a no"]);
  assert.equal(bench.next(), "0/0:b");
});

Deno.test("PartitionQueue expires a batch in doubt as a whole, with its last record", () => {
  const bench = new Bench();
  bench.push("a", 100);
  bench.push("b", 200);
  bench.next();
  bench.queue.expire(500, 1000);
  bench.queue.lost(bench.batch!);
  assert.equal(bench.queue.deadlineMs, 200);
  bench.queue.expire(199, 1000);
  assert.deepEqual(bench.log, []);
  bench.queue.expire(200, 1000);
  assert.deepEqual(bench.log, ["a maybe", "b maybe"]);
  bench.push("c");
  assert.equal(bench.next(), "1/0:c");
});

Deno.test("PartitionQueue.abandon() distinguishes records in flight from waiting ones", () => {
  const bench = new Bench();
  bench.push("a");
  bench.next();
  bench.push("bc");
  bench.queue.abandon("the producer was closed");
  assert.deepEqual(bench.log, ["a maybe", "b no", "c no"]);
  assert.equal(bench.pending, 0);
});
