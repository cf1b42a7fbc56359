import assert from "node:assert/strict";
import fc from "fast-check";
import { insertBatch } from "../../../../lib/broker/store/batches.ts";
import {
  type BatchRead,
  readBatchesInSteps,
} from "../../../../lib/broker/store/read_batch_bytes.ts";
import { Store } from "../../../../lib/broker/store/store.ts";

const partitionId = 1n;
const prefixBytes = 12;

/** Returns a batch of the given size, with a valid length field and arbitrary bytes. */
function batchOf(sizeBytes: number, seed: number): Uint8Array {
  const bytes = Uint8Array.from({ length: sizeBytes }, (_, index) => (index * 31 + seed) & 0xff);
  new DataView(bytes.buffer).setInt32(8, sizeBytes - prefixBytes);
  return bytes;
}

/** Stores batches of these sizes, with two offsets each, and batches of another partition. */
function storeOf(sizes: readonly number[]): { store: Store; batches: Uint8Array[] } {
  const store = new Store({ path: ":memory:" });
  const batches = sizes.map(batchOf);
  store.transaction(() => {
    for (const [index, bytes] of batches.entries()) {
      const baseOffset = BigInt(2 * index);
      const times = { maxTimestamp: 0n, runningMaxTimestamp: 0n };
      const batch = { baseOffset, lastOffset: baseOffset + 1n, ...times, bytes };
      insertBatch(store, partitionId, batch);
      insertBatch(store, partitionId + 1n, batch);
    }
  });
  return { store, batches };
}

function read(store: Store, options: Partial<Parameters<typeof readBatchesInSteps>[2]>): BatchRead {
  const all = { fromBase: 0n, end: 1_000_000n, maxBytes: 1_000_000_000, minOneBatch: false };
  const steps = readBatchesInSteps(store, partitionId, { ...all, ...options });
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

function joined({ pieces }: BatchRead): string {
  return pieces.map((piece) => piece.toHex()).join("");
}

Deno.test("readBatchesInSteps() returns small and large batches unchanged, in order", () => {
  const sizes = [...new Array(200).fill(70), 40_000, 50_000, ...new Array(100).fill(300), 17_000];
  const { store, batches } = storeOf(sizes);
  const found = read(store, {});
  assert.equal(joined(found), batches.map((batch) => batch.toHex()).join(""));
  assert.equal(found.sizeBytes, sizes.reduce((sum, size) => sum + size, 0));
  assert.equal(found.isCut, false);
  store.close();
});

Deno.test("readBatchesInSteps() returns as many whole batches as fit, for any limit", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: 61, max: 200 }), fc.integer({ min: 61, max: 40_000 })), {
        minLength: 1,
        maxLength: 150,
      }),
      fc.double({ min: 0, max: 1.1, noNaN: true }),
      fc.nat(),
      fc.boolean(),
      (sizes, part, skip, minOneBatch) => {
        const { store, batches } = storeOf(sizes);
        const first = skip % batches.length;
        const rest = batches.slice(first);
        const all = rest.reduce((sum, { byteLength }) => sum + byteLength, 0);
        const maxBytes = Math.floor(all * part);
        let count = 0;
        for (let sum = 0; count < rest.length; count++) {
          sum += rest[count]!.byteLength;
          if (sum > maxBytes && !(count === 0 && minOneBatch)) break;
        }
        const wanted = rest.slice(0, count).map((batch) => batch.toHex()).join("");
        const found = read(store, { fromBase: BigInt(2 * first), maxBytes, minOneBatch });
        store.close();
        assert.equal(joined(found), wanted);
        assert.equal(found.sizeBytes, wanted.length / 2);
        if (count < rest.length) assert.equal(found.isCut, true);
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("readBatchesInSteps() stops before the given offset, and in an empty log", () => {
  const { store, batches } = storeOf([100, 100, 100]);
  assert.equal(joined(read(store, { end: 4n })), batches[0]!.toHex() + batches[1]!.toHex());
  assert.deepEqual(read(store, { fromBase: 6n }), { pieces: [], sizeBytes: 0, isCut: false });
  store.close();
});
