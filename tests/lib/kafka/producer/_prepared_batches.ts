/** Cases of `PartitionQueue` for the batch that it prepares while another one is in flight. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { QueueBench as Bench, refusal } from "./_queue_bench.ts";

/** A queue with "ab" in flight and "cd" prepared; "e" waits. */
function preparedBench(deadlineMs?: number): Bench {
  const bench = new Bench({ maxBatchBytes: 20 });
  bench.push("abcde", deadlineMs);
  assert.equal(bench.next(), "0/0:ab");
  bench.queue.prepare();
  assert.equal(bench.queue.isReady, false);
  return bench;
}

/** Sends and acknowledges everything that is left, and returns the batches. */
function rest(bench: Bench): string[] {
  const batches: string[] = [];
  for (let offset = 0n; bench.queue.isReady; offset++) {
    const batch = bench.next();
    if (batch === null) continue;
    batches.push(batch);
    bench.written(offset);
  }
  return batches;
}

Deno.test("PartitionQueue sends the prepared batch after the one in flight", () => {
  const bench = preparedBench();
  bench.push("f");
  bench.queue.prepare();
  bench.written(0n);
  assert.deepEqual(rest(bench), ["0/2:cd", "0/4:ef"]);
  assert.equal(bench.pending, 0);
});

Deno.test("PartitionQueue prepares only full batches, while one is in flight", () => {
  const bench = new Bench({ maxBatchBytes: 20 });
  bench.push("abc");
  bench.queue.prepare();
  bench.push("d");
  assert.equal(bench.next(), "0/0:ab");
  bench.written(0n);
  bench.push("e");
  assert.equal(bench.next(), "0/2:cd");
  bench.queue.prepare();
  bench.push("f");
  bench.written(2n);
  assert.deepEqual(rest(bench), ["0/4:ef"]);
});

Deno.test("PartitionQueue repeats a lost batch before the prepared one", () => {
  const bench = preparedBench();
  bench.queue.lost(bench.batch!);
  assert.deepEqual(rest(bench), ["0/0:ab", "0/2:cd", "0/4:e"]);
});

Deno.test("PartitionQueue encodes a prepared batch again in another epoch", () => {
  const bench = preparedBench();
  bench.queue.refused(bench.batch!, refusal(45));
  assert.deepEqual(rest(bench), ["1/0:ab", "1/2:cd", "1/4:e"]);
});

Deno.test("PartitionQueue encodes a prepared batch again after a rejected one", () => {
  const bench = preparedBench();
  bench.queue.refused(bench.batch!, refusal(29));
  assert.deepEqual(rest(bench), ["0/0:cd", "0/2:e"]);
  assert.deepEqual(bench.log.slice(0, 2), ["a no", "b no"]);
});

Deno.test("PartitionQueue keeps the order when it splits the batch before a prepared one", () => {
  const bench = preparedBench();
  bench.queue.refused(bench.batch!, refusal(10));
  assert.deepEqual(rest(bench), ["0/0:a", "0/1:b", "0/2:c", "0/3:d", "0/4:e"]);
});

Deno.test("PartitionQueue rejects prepared records after their deadline", () => {
  const late = preparedBench(100);
  late.written(0n);
  assert.equal(late.queue.deadlineMs, 100);
  late.queue.expire(100, 1_000);
  assert.deepEqual(late.log.slice(2), ["c no", "d no", "e no"]);
  assert.equal(late.pending, 0);
  const abandoned = preparedBench();
  abandoned.queue.abandon("the producer was closed");
  assert.deepEqual(abandoned.log.toSorted(), ["a maybe", "b maybe", "c no", "d no", "e no"]);
  assert.equal(abandoned.pending, 0);
});

Deno.test("PartitionQueue writes records once and in order, whatever the broker answers", () => {
  const answers = fc.constantFrom("written", "lost", "unsent", "split", "renew", "retry");
  fc.assert(fc.property(fc.array(answers, { maxLength: 30 }), (steps) => {
    const bench = new Bench({ maxBatchBytes: 20 });
    bench.push("abcdefgh");
    const written: string[] = [];
    let offset = 0n;
    for (const step of [...steps, ...Array<"written">(20).fill("written")]) {
      if (!bench.queue.isReady) break;
      const text = bench.next()!;
      bench.queue.prepare();
      const { queue, batch } = bench;
      // What is in doubt may not be encoded again, so that only an unchanged batch follows it.
      if (batch!.inDoubt || step === "written") {
        written.push(text.replace(/^.*:/, ""));
        bench.written(offset++);
      } else if (step === "lost") queue.lost(batch!);
      else if (step === "unsent") queue.unsent(batch!);
      else if (step === "split" && batch!.count > 1) queue.refused(batch!, refusal(10));
      else if (step === "renew") queue.refused(batch!, refusal(47));
      else queue.refused(batch!, refusal(6, { retriable: true }));
    }
    const lost = bench.log.filter((line) => !line.includes("@"));
    if (lost.length === 0) assert.equal(written.join(""), "abcdefgh");
    else assert.equal([...written.join("")].toSorted().join(""), written.join(""));
    assert.equal(bench.pending, 0);
  }));
});
