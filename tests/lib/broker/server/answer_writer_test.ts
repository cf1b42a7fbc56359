import assert from "node:assert/strict";
import { AnswerWriter } from "../../../../lib/broker/server/answer_writer.ts";
import { MemoryBudget, MemoryLease } from "../../../../lib/broker/server/memory_budget.ts";
import { ManualClock } from "../_manual_clock.ts";

const clock = new ManualClock();

/** A client that takes at most `step` bytes at a time, and what it got. */
class Receiver {
  readonly budget = new MemoryBudget({ totalBytes: 1_000_000, maxWaitMs: 0, clock });
  readonly writes: number[] = [];
  readonly bytes: number[] = [];
  readonly failures: unknown[] = [];
  readonly writer: AnswerWriter;
  /** How many writes succeed. */
  writesLeft = Infinity;

  constructor(step: number) {
    this.writer = new AnswerWriter({
      sink: {
        write: (bytes) => {
          if (this.writesLeft-- <= 0) return Promise.reject(new Error("gone"));
          const part = bytes.subarray(0, step);
          this.writes.push(part.byteLength);
          for (const byte of part) this.bytes.push(byte);
          return Promise.resolve(part.byteLength);
        },
      },
      clock,
      onFailure: (error) => this.failures.push(error),
      onProgress: () => {},
    });
  }

  add(parts: readonly Uint8Array[], ownsBytes = false): void {
    const memory = new MemoryLease(this.budget, 0);
    memory.resize(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
    this.writer.add({ parts, memory, ownsBytes });
  }
}

Deno.test("AnswerWriter writes answers in order, to a client that reads slowly", async () => {
  const receiver = new Receiver(7);
  const parts = [Uint8Array.of(1, 2), new Uint8Array(20_000).fill(3), Uint8Array.of(4)];
  receiver.add(parts);
  receiver.add([Uint8Array.of(5)]);
  await receiver.writer.flushed();
  assert.deepEqual(receiver.bytes, [...parts.flatMap((part) => [...part]), 5]);
  assert.deepEqual([receiver.writer.unwrittenBytes, receiver.budget.usedBytes], [0, 0]);
});

Deno.test("AnswerWriter joins small answers into one write", async () => {
  const receiver = new Receiver(1_000_000);
  for (const byte of [1, 2, 3]) receiver.add([new Uint8Array(100).fill(byte)]);
  await receiver.writer.flushed();
  assert.deepEqual(receiver.writes, [300]);
});

Deno.test("AnswerWriter releases buffers only if the answer owns them", async () => {
  const receiver = new Receiver(1_000_000);
  const [owned, shared] = [new Uint8Array(100_000), new Uint8Array(100_000)];
  receiver.add([owned.subarray(0, 10), owned.subarray(10)], true);
  receiver.add([shared]);
  await receiver.writer.flushed();
  assert.deepEqual([owned.byteLength, shared.byteLength], [0, 100_000]);
  assert.equal(receiver.bytes.length, 200_000);
});

Deno.test("AnswerWriter releases all memory if the client disconnects", async () => {
  const receiver = new Receiver(10);
  receiver.writesLeft = 1;
  receiver.add([new Uint8Array(100)]);
  receiver.add([new Uint8Array(70_000)]);
  await receiver.writer.flushed();
  receiver.add([new Uint8Array(5)]);
  assert.equal(receiver.failures.length, 1);
  assert.deepEqual([receiver.writer.unwrittenBytes, receiver.budget.usedBytes], [0, 0]);
});
