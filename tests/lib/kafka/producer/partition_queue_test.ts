import assert from "node:assert/strict";
import "./_prepared_batches.ts";
import { QueueBench as Bench, refusal } from "./_queue_bench.ts";

Deno.test("PartitionQueue numbers records by the batches that were written", () => {
  const bench = new Bench();
  bench.push("ab");
  assert.equal(bench.next(), "0/0:ab");
  bench.push("c");
  assert.equal(bench.queue.isReady, false);
  bench.written(40n);
  assert.equal(bench.next(), "0/2:c");
  bench.written(42n, 99n);
  assert.deepEqual(bench.log, ["a@40/5", "b@41/5", "c@42/99"]);
  assert.equal(bench.pending, 0);
  assert.equal(bench.queue.isReady, false);
});

Deno.test("PartitionQueue fills a batch up to its limit, and one record at least", () => {
  const bench = new Bench({ maxBatchBytes: 25 });
  bench.push("abc");
  assert.equal(bench.next(), "0/0:ab");
  bench.written(0n);
  assert.equal(bench.next(), "0/2:c");
  const tiny = new Bench({ maxBatchBytes: 5 });
  tiny.push("ab");
  assert.equal(tiny.next(), "0/0:a");
});

Deno.test("PartitionQueue resends the same bytes after a lost answer or a retriable error", () => {
  const bench = new Bench();
  bench.push("a");
  assert.equal(bench.next(), "0/0:a");
  bench.queue.lost(bench.batch!);
  bench.push("b");
  assert.equal(bench.next(), "0/0:a");
  bench.queue.refused(bench.batch!, refusal(6, { retriable: true }));
  assert.equal(bench.next(), "0/0:a");
  bench.written(0n);
  assert.equal(bench.next(), "0/1:b");
});

Deno.test("PartitionQueue treats DUPLICATE_SEQUENCE_NUMBER as success at an unknown offset", () => {
  const bench = new Bench();
  bench.push("a");
  bench.next();
  bench.queue.lost(bench.batch!);
  bench.next();
  bench.queue.refused(bench.batch!, refusal(46));
  assert.deepEqual(bench.log, ["a@null/5"]);
  bench.push("b");
  assert.equal(bench.next(), "0/1:b");
});

for (const code of [45, 47, 59, 90]) {
  Deno.test(`PartitionQueue starts a new epoch after error ${code} on a first attempt`, () => {
    const bench = new Bench();
    bench.push("a");
    bench.next();
    bench.written(0n);
    bench.push("b");
    assert.equal(bench.next(), "0/1:b");
    bench.queue.refused(bench.batch!, refusal(code));
    assert.equal(bench.next(), "1/0:b");
    bench.written(1n);
    assert.deepEqual(bench.log, ["a@0/5", "b@1/5"]);
  });

  Deno.test(`PartitionQueue rejects a repeated batch on error ${code}, then continues`, () => {
    const bench = new Bench();
    bench.push("a");
    bench.next();
    bench.queue.lost(bench.batch!);
    bench.next();
    bench.push("b");
    bench.queue.refused(bench.batch!, refusal(code));
    assert.deepEqual(bench.log, ["a maybe"]);
    assert.equal(
      bench.errors[0]!.message,
      `Cannot deliver a record to "t" partition 3: code ${code}, ` +
        "it may have been written",
    );
    assert.equal(bench.next(), "1/0:b");
  });
}

Deno.test("PartitionQueue rejects a batch if the broker rejects every new epoch", () => {
  const bench = new Bench();
  bench.push("a");
  for (let attempt = 0; attempt < 3; attempt++) {
    assert.equal(bench.next(), `${attempt}/0:a`);
    bench.queue.refused(bench.batch!, refusal(45));
  }
  assert.deepEqual(bench.log, ["a no"]);
});

Deno.test("PartitionQueue rejects a batch after three checksum errors", () => {
  const bench = new Bench();
  bench.push("a");
  for (let attempt = 0; attempt < 3; attempt++) {
    assert.equal(bench.next(), "0/0:a");
    bench.queue.refused(bench.batch!, refusal(2, { retriable: true }));
  }
  assert.deepEqual(bench.log, ["a no"]);
});

Deno.test("PartitionQueue halves a batch that is too large, keeping order and sequence", () => {
  const bench = new Bench();
  bench.push("abcd");
  assert.equal(bench.next(), "0/0:abcd");
  bench.push("e");
  bench.queue.refused(bench.batch!, refusal(10));
  assert.equal(bench.next(), "0/0:ab");
  bench.written(0n);
  assert.equal(bench.next(), "0/2:cd");
  bench.written(2n);
  assert.equal(bench.next(), "0/4:e");
});

Deno.test("PartitionQueue rejects only the record that is too large", () => {
  const bench = new Bench();
  bench.push("ab");
  bench.next();
  bench.queue.refused(bench.batch!, refusal(10));
  assert.equal(bench.next(), "0/0:a");
  bench.queue.refused(bench.batch!, refusal(10));
  assert.deepEqual(bench.log, ["a no"]);
  assert.equal(bench.next(), "0/0:b");
  bench.written(0n);
  assert.deepEqual(bench.log, ["a no", "b@0/5"]);
});

Deno.test("PartitionQueue rejects the records that the broker names and sends the others", () => {
  const bench = new Bench();
  bench.push("abc");
  bench.next();
  bench.queue.refused(bench.batch!, refusal(87, { records: [{ index: 1, found: "no key" }] }));
  assert.deepEqual(bench.log, ["b no"]);
  assert.equal(
    bench.errors[0]!.message,
    'Cannot deliver a record to "t" partition 3: no key, it was not written',
  );
  assert.equal(bench.next(), "0/0:ac");
});

Deno.test("PartitionQueue rejects a batch whose refusal names a record that is not in it", () => {
  const bench = new Bench();
  bench.push("ab");
  bench.next();
  bench.queue.refused(bench.batch!, refusal(87, { records: [{ index: 7, found: "no key" }] }));
  assert.deepEqual(bench.log, ["a no", "b no"]);
  assert.equal(bench.queue.isReady, false);
});

Deno.test("PartitionQueue rejects a batch on an error that a retry cannot fix", () => {
  const bench = new Bench();
  bench.push("ab");
  bench.next();
  bench.push("c");
  bench.queue.refused(bench.batch!, refusal(29));
  assert.deepEqual(bench.log, ["a no", "b no"]);
  assert.equal(bench.next(), "0/0:c");
});

Deno.test("PartitionQueue needs a new producer id when the epochs are used up", () => {
  const bench = new Bench({ producerEpoch: 32_767 });
  bench.push("a");
  assert.equal(bench.next(), "32767/0:a");
  bench.queue.refused(bench.batch!, refusal(45));
  assert.ok(bench.queue.needsIdentity);
  assert.equal(bench.queue.isReady, false);
  bench.queue.adopt({ producerId: 8n, producerEpoch: 0 });
  assert.equal(bench.next(), "0/0:a");
});

Deno.test("PartitionQueue rejects records that cannot be encoded, with the reason", () => {
  const bench = new Bench({ maxBatchBytes: 10 });
  bench.push("!a");
  assert.equal(bench.next(), null);
  assert.deepEqual(bench.log, ["! no"]);
  assert.equal(bench.next(), "0/0:a");
});

Deno.test("PartitionQueue resends an unsent batch with the same sequence", () => {
  const bench = new Bench();
  bench.push("a", 100);
  bench.next();
  bench.queue.unsent(bench.batch!);
  bench.queue.expire(100, 1000);
  assert.deepEqual(bench.log, ["a no"]);
});

Deno.test("PartitionQueue names the broker's last error after the deadline", () => {
  const bench = new Bench();
  bench.push("a", 100);
  bench.next();
  bench.push("b", 100);
  bench.queue.refused(bench.batch!, refusal(56, { retriable: true }));
  bench.queue.expire(100, 1000);
  const found = errorsOf(bench);
  assert.equal(found.length, 2);
  for (const message of found) assert.match(message, /not acknowledged within 1 s: code 56, it /);
  bench.push("c", 200);
  bench.queue.expire(200, 1000);
  assert.match(errorsOf(bench)[2]!, /not acknowledged within 1 s, it was not written$/);
});

Deno.test("PartitionQueue ignores the answer to an abandoned batch", () => {
  const bench = new Bench();
  bench.push("a");
  bench.next();
  const given = bench.batch!;
  bench.queue.abandon("the topic is gone");
  bench.push("b");
  assert.equal(bench.next(), "1/0:b");
  bench.queue.written(given, { baseOffset: 9n, logAppendTime: null });
  bench.queue.lost(given);
  assert.equal(bench.queue.isReady, false);
  bench.written(10n);
  assert.deepEqual(bench.log, ["a maybe", "b@10/5"]);
});

Deno.test("PartitionQueue reports a block as one, and counts its records", () => {
  const bench = new Bench({ maxBatchBytes: 1_000 });
  bench.pushBlock("abc");
  bench.push("d");
  assert.equal(bench.next(), "0/0:abcd");
  bench.written(40n);
  assert.deepEqual(bench.log, ["abc@40", "d@43/5"]);
  assert.equal(bench.pending, 0);
  bench.push("e");
  assert.equal(bench.next(), "0/4:e");
});

Deno.test("PartitionQueue repeats a lost batch with a block unchanged", () => {
  const bench = new Bench({ maxBatchBytes: 1_000 });
  bench.pushBlock("ab");
  bench.next();
  bench.queue.lost(bench.batch!);
  bench.pushBlock("c");
  assert.equal(bench.next(), "0/0:ab");
  bench.written(7n);
  assert.equal(bench.next(), "0/2:c");
  assert.deepEqual(bench.log, ["ab@7"]);
});

Deno.test("PartitionQueue splits a block that is too large, keeping order and sequence", () => {
  const bench = new Bench({ maxBatchBytes: 1_000 });
  bench.pushBlock("abcd");
  assert.equal(bench.next(), "0/0:abcd");
  bench.pushBlock("efg");
  bench.queue.refused(bench.batch!, refusal(10));
  assert.equal(bench.next(), "0/0:ab");
  bench.written(0n);
  assert.equal(bench.next(), "0/2:cd");
  bench.written(2n);
  // Halved to two records, so that the next block does not fit.
  assert.equal(bench.next(), "0/4:ef");
  bench.written(4n);
  assert.equal(bench.next(), "0/6:g");
  bench.written(6n);
  assert.deepEqual(bench.log, ["#1@0", "#2@1", "#3@2", "#4@3", "#1@4", "#2@5", "#3@6"]);
  assert.equal(bench.pending, 0);
});

Deno.test("PartitionQueue rejects only the records of a block that the broker names", () => {
  const bench = new Bench({ maxBatchBytes: 1_000 });
  bench.pushBlock("abc");
  bench.next();
  bench.queue.refused(bench.batch!, refusal(87, { records: [{ index: 1, found: "no key" }] }));
  assert.deepEqual(bench.log, ["#2 no"]);
  assert.equal(bench.next(), "0/0:ac");
  bench.written(0n);
  assert.deepEqual(bench.log, ["#2 no", "#1@0", "#3@1"]);
  assert.equal(bench.pending, 0);
});

Deno.test("PartitionQueue rejects the records of a block after its deadline", () => {
  const bench = new Bench({ maxBatchBytes: 1_000 });
  bench.pushBlock("ab", 10);
  bench.queue.expire(20, 10);
  assert.deepEqual(bench.log, ["#1 no", "#2 no"]);
  bench.pushBlock("c");
  bench.next();
  bench.queue.abandon("the producer was closed");
  assert.deepEqual(bench.log, ["#1 no", "#2 no", "#1 maybe"]);
  assert.equal(bench.pending, 0);
});

function errorsOf({ errors }: Bench): string[] {
  return errors.map(({ message }) => message);
}
