import assert from "node:assert/strict";
import {
  checkSequence,
  rememberBatch,
  sequenceAfter,
} from "../../../../lib/broker/log/producer_state.ts";
import type { ProducerState } from "../../../../lib/broker/store/producers.ts";

/** Returns a producer of epoch 0 after consecutive batches of `counts` records. */
function producerAfter(...counts: number[]): ProducerState {
  let state: ProducerState = { epoch: 0, batches: [], lastWriteAt: 0 };
  let sequence = 0;
  for (const count of counts) {
    const batch = {
      baseSequence: sequence,
      lastSequence: sequence + count - 1,
      baseOffset: 100n + BigInt(sequence),
      logAppendTime: -1n,
    };
    state = rememberBatch(state, 0, batch, 0);
    sequence += count;
  }
  return state;
}

const append = { kind: "append" };

Deno.test("checkSequence() accepts any first sequence of an unknown producer", () => {
  const verdict = checkSequence(undefined, { epoch: 3, baseSequence: 70, lastSequence: 70 });
  assert.deepEqual(verdict, append);
});

Deno.test("checkSequence() accepts the next sequence", () => {
  const verdict = checkSequence(producerAfter(2, 3), {
    epoch: 0,
    baseSequence: 5,
    lastSequence: 9,
  });
  assert.deepEqual(verdict, append);
});

Deno.test("checkSequence() rejects a sequence that leaves a gap", () => {
  const verdict = checkSequence(producerAfter(2), { epoch: 0, baseSequence: 3, lastSequence: 3 });
  assert.deepEqual(verdict, { kind: "refuse", error: "OUT_OF_ORDER_SEQUENCE_NUMBER" });
});

Deno.test("checkSequence() recognizes each of the last five batches, with its offset", () => {
  const state = producerAfter(1, 1, 1, 1, 1);
  for (let sequence = 0; sequence < 5; sequence++) {
    const batch = { epoch: 0, baseSequence: sequence, lastSequence: sequence };
    const verdict = checkSequence(state, batch);
    assert.equal(verdict.kind, "duplicate");
    assert.equal(
      verdict.kind === "duplicate" && verdict.original.baseOffset,
      100n + BigInt(sequence),
    );
  }
});

Deno.test("checkSequence() does not recognize the sixth batch from the end", () => {
  const verdict = checkSequence(producerAfter(1, 1, 1, 1, 1, 1), {
    epoch: 0,
    baseSequence: 0,
    lastSequence: 0,
  });
  assert.deepEqual(verdict, { kind: "refuse", error: "OUT_OF_ORDER_SEQUENCE_NUMBER" });
});

Deno.test("checkSequence() does not treat a batch of another length as a duplicate", () => {
  const verdict = checkSequence(producerAfter(2), { epoch: 0, baseSequence: 0, lastSequence: 0 });
  assert.equal(verdict.kind, "refuse");
});

Deno.test("checkSequence() fences an older epoch", () => {
  const state = rememberBatch(producerAfter(1), 4, {
    baseSequence: 0,
    lastSequence: 0,
    baseOffset: 1n,
    logAppendTime: -1n,
  }, 0);
  const verdict = checkSequence(state, { epoch: 3, baseSequence: 1, lastSequence: 1 });
  assert.deepEqual(verdict, { kind: "refuse", error: "INVALID_PRODUCER_EPOCH" });
});

Deno.test("checkSequence() accepts a newer epoch only if it starts at 0", () => {
  const state = producerAfter(7);
  assert.deepEqual(checkSequence(state, { epoch: 1, baseSequence: 0, lastSequence: 2 }), append);
  assert.deepEqual(checkSequence(state, { epoch: 1, baseSequence: 7, lastSequence: 7 }), {
    kind: "refuse",
    error: "OUT_OF_ORDER_SEQUENCE_NUMBER",
  });
});

Deno.test("rememberBatch() forgets the batches of an older epoch", () => {
  const before = producerAfter(1, 1);
  const after = rememberBatch(before, 1, {
    baseSequence: 0,
    lastSequence: 4,
    baseOffset: 9n,
    logAppendTime: -1n,
  }, 42);
  assert.equal(before.batches.length, 2);
  assert.deepEqual(after, {
    epoch: 1,
    batches: [{ baseSequence: 0, lastSequence: 4, baseOffset: 9n, logAppendTime: -1n }],
    lastWriteAt: 42,
  });
});

Deno.test("sequenceAfter() wraps from the largest int32 to 0", () => {
  assert.equal(sequenceAfter(2_147_483_647, 1), 0);
  assert.equal(sequenceAfter(2_147_483_646, 3), 1);
  assert.equal(sequenceAfter(5, 3), 8);
});
