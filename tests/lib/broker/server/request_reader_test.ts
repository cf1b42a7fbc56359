import assert from "node:assert/strict";
import { defaultLimits } from "../../../../lib/broker/limits.ts";
import { BufferPool } from "../../../../lib/broker/server/buffer_pool.ts";
import { MemoryBudget, MemoryLease } from "../../../../lib/broker/server/memory_budget.ts";
import { RequestReader } from "../../../../lib/broker/server/request_reader.ts";
import { sized } from "../_client.ts";
import { ManualClock } from "../_manual_clock.ts";
import { joined } from "./_server.ts";

/** A client that sends `bytes`, at most `step` of them at a time. */
class Sender {
  readonly clock = new ManualClock();
  readonly budget: MemoryBudget;
  readonly memory: MemoryLease;
  readonly reader: RequestReader;
  /** The calls of the pace: 0 before each portion, then its size. */
  readonly portions: number[] = [];
  /** How long each read takes. */
  readMs = 0;

  constructor(bytes: Uint8Array, step: number, totalBytes = 1_000_000) {
    this.budget = new MemoryBudget({ totalBytes, maxWaitMs: 1000, clock: this.clock });
    this.memory = new MemoryLease(this.budget, 0);
    let rest = bytes;
    this.reader = new RequestReader({
      source: {
        read: (into) => {
          this.clock.advance(this.readMs);
          const part = rest.subarray(0, Math.min(step, into.byteLength));
          into.set(part);
          rest = rest.subarray(part.byteLength);
          return Promise.resolve(part.byteLength === 0 ? null : part.byteLength);
        },
      },
      limits: defaultLimits,
      memory: this.memory,
      buffers: new BufferPool(0),
      pace: {
        next: () => Promise.resolve(void this.portions.push(0)),
        add: (bytes) => void this.portions.push(bytes),
      },
      clock: this.clock,
      signal: new AbortController().signal,
    });
  }

  async frames(): Promise<Uint8Array[]> {
    const frames: Uint8Array[] = [];
    for (let frame; (frame = await this.reader.next()) !== null;) frames.push(frame);
    return frames;
  }
}

/** Resolves once all promises that wait for nothing else have run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function frameOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index % 251);
}

const frames = [frameOf(3), frameOf(0), frameOf(16_380), frameOf(16_381), frameOf(200_000)];
const stream = joined(frames.map(sized));

for (const step of [1, 3, 4, 16_384, 100_000, 1_000_000]) {
  Deno.test(`RequestReader reads frames that arrive in steps of ${step} bytes`, async () => {
    const sender = new Sender(stream, step);
    const found = await sender.frames();
    assert.equal(found.length, frames.length);
    for (const [index, frame] of found.entries()) assert.deepEqual([...frame], [...frames[index]!]);
    assert.equal(sender.memory.heldBytes, frames.reduce((sum, each) => sum + each.byteLength, 0));
    assert.equal(sender.reader.pendingBytes, 0);
  });
}

Deno.test("RequestReader returns frames that later reads do not change", async () => {
  const sender = new Sender(joined([sized(frameOf(10)), sized(new Uint8Array(10))]), 14);
  const [first] = await sender.frames();
  assert.deepEqual([...first!], [...frameOf(10)]);
});

Deno.test("RequestReader reserves memory only as bytes arrive", async () => {
  const half = sized(new Uint8Array(10_000_000)).subarray(0, 100_000);
  const sender = new Sender(half, 10_000, 100_000_000);
  assert.deepEqual(await sender.frames(), []);
  assert.equal(sender.reader.pendingBytes, 100_000);
  assert.ok(sender.memory.heldBytes <= 400_000, `${sender.memory.heldBytes}`);
});

Deno.test("RequestReader rejects a large request that is not a Produce", async () => {
  const fetchKey = 1;
  const header = sized(new Uint8Array(defaultLimits.maxOtherFrameBytes + 1)).subarray(0, 6);
  header[5] = fetchKey;
  const sender = new Sender(header, 1);
  await assert.rejects(sender.frames(), {
    name: "CloseConnectionError",
    message: "a request of API key 1 has 8388609 bytes: at most 8388608",
  });
  assert.equal(sender.memory.heldBytes, 0);
});

Deno.test("RequestReader waits for memory, and reads nothing in the meantime", async () => {
  const sender = new Sender(sized(frameOf(100_000)), 50_000, 1_000_000);
  sender.budget.charge(990_000);
  const reading = sender.reader.next();
  await new Promise((resolve) => setImmediate(resolve));
  const { pendingBytes } = sender.reader;
  assert.ok(pendingBytes <= 16_384, `${pendingBytes}`);
  assert.equal(sender.budget.waitingCount, 1);
  sender.budget.release(990_000);
  assert.equal((await reading)?.byteLength, 100_000);
});

Deno.test("RequestReader measures how long it waits for the rest of a frame", async () => {
  const sender = new Sender(sized(frameOf(10)), 7);
  sender.readMs = 100;
  assert.equal((await sender.reader.next())?.byteLength, 10);
  assert.equal(sender.reader.waitedMs(sender.clock.now()), 0);
  const slow = new Sender(sized(frameOf(100)).subarray(0, 30), 10);
  slow.readMs = 100;
  assert.equal(await slow.reader.next(), null);
  // The first read waited for a request, which may take its time; the others for its rest.
  assert.equal(slow.reader.waitedMs(slow.clock.now()), 300);
});

Deno.test("RequestReader waits for its pace before each portion of a large frame", async () => {
  const client = new Sender(sized(new Uint8Array(600_000)), 1_000_000);
  await client.frames();
  const sizes = client.portions.filter((bytes) => bytes > 0);
  assert.deepEqual(client.portions, sizes.flatMap((bytes) => [0, bytes]));
  assert.ok(sizes.length > 2 && Math.max(...sizes) <= 256 * 1024, `${sizes}`);
});

Deno.test("RequestReader does not wait for its pace for small frames", async () => {
  const client = new Sender(joined([frameOf(100), frameOf(200)].map(sized)), 1_000_000);
  assert.equal((await client.frames()).length, 2);
  assert.deepEqual(client.portions, []);
});

Deno.test("RequestReader.drain() pauses after each full read", async () => {
  const client = new Sender(new Uint8Array(20_000), 1_000_000);
  let isDrained = false;
  const draining = client.reader.drain().then(() => isDrained = true);
  await settled();
  assert.equal(isDrained, false);
  client.clock.advance(50);
  await draining;
});
