import assert from "node:assert/strict";
import { answerTimeoutMs, type Shipment } from "../../../../lib/kafka/producer/produce_round.ts";
import { ProducerBatch } from "../../../../lib/kafka/producer/producer_batch.ts";
import { QueueBench } from "./_queue_bench.ts";

/** A batch of so many bytes, whose record has time until `deadlineMs`. */
function shipment(sizeBytes: number, deadlineMs: number): Shipment {
  const bench = new QueueBench();
  bench.push("a", deadlineMs);
  bench.next();
  const batch = new ProducerBatch(bench.batch!.records, new Uint8Array(sizeBytes));
  return { slot: { queue: bench.queue, leader: 1, failures: 0 }, topicId: null, batch };
}

Deno.test("answerTimeoutMs() includes time for the replicas and for sending the bytes", () => {
  assert.equal(answerTimeoutMs([shipment(640, Infinity)], 0), 15_010);
  assert.equal(
    answerTimeoutMs([shipment(640_000, Infinity), shipment(64_000, Infinity)], 0),
    26_000,
  );
});

Deno.test("answerTimeoutMs() ends at the records' deadline, but is at least a second", () => {
  assert.equal(answerTimeoutMs([shipment(640, 4000), shipment(640, 9000)], 1000), 8000);
  assert.equal(answerTimeoutMs([shipment(640, 4000)], 3900), 1000);
});
