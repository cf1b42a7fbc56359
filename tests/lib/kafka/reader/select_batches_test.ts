import assert from "node:assert/strict";
import {
  selectBatches,
  type SelectionOptions,
} from "../../../../lib/kafka/reader/select_batches.ts";
import { type BatchOptions, encodeBatch } from "../../../../lib/wire/batches/batch_encoder.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";

/** A batch at `baseOffset`, one record per character. */
function batch(baseOffset: bigint, values: string, options: BatchOptions = {}): Uint8Array {
  const records = [...values].map((value) => ({ key: null, value: utf8(value), timestamp: 0n }));
  return encodeBatch(records, { baseOffset, ...options });
}

/** The marker that ends a transaction. */
function marker(baseOffset: bigint, producerId: bigint, type: "abort" | "commit"): Uint8Array {
  const key = new Uint8Array([0, 0, 0, type === "abort" ? 0 : 1]);
  return encodeBatch([{ key, value: new Uint8Array(6), timestamp: 0n }], {
    baseOffset,
    producerId,
    producerEpoch: 0,
    isTransactional: true,
    isControl: true,
  });
}

function inTransaction(baseOffset: bigint, values: string, producerId: bigint): Uint8Array {
  return batch(baseOffset, values, {
    producerId,
    producerEpoch: 0,
    baseSequence: 0,
    isTransactional: true,
  });
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function select(
  records: Uint8Array,
  wanted: Partial<SelectionOptions> = {},
): { offsets: bigint[]; next: bigint; corrupt: string | undefined } {
  const { batches, next, corrupt } = selectBatches(records, {
    position: 0n,
    stop: null,
    aborted: null,
    ...wanted,
  });
  return { offsets: batches.map(({ baseOffset }) => baseOffset), next, corrupt: corrupt?.reason };
}

Deno.test("selectBatches() returns the offset after the last complete batch", () => {
  const records = join(batch(0n, "ab"), batch(2n, "c"));
  assert.deepEqual(select(records), { offsets: [0n, 2n], next: 3n, corrupt: undefined });
  const cut = records.subarray(0, records.byteLength - 1);
  assert.deepEqual(select(cut), { offsets: [0n], next: 2n, corrupt: undefined });
  assert.deepEqual(select(new Uint8Array(0)), { offsets: [], next: 0n, corrupt: undefined });
});

Deno.test("selectBatches() skips batches before the position and from the stop on", () => {
  const records = join(batch(0n, "ab"), batch(2n, "cd"), batch(4n, "ef"), batch(6n, "gh"));
  assert.deepEqual(select(records, { position: 3n, stop: 5n }), {
    offsets: [2n, 4n],
    next: 6n,
    corrupt: undefined,
  });
  assert.deepEqual(select(records, { position: 3n, stop: 4n }), {
    offsets: [2n],
    next: 4n,
    corrupt: undefined,
  });
});

Deno.test("selectBatches() reaches a stop in a gap from compaction", () => {
  const records = join(batch(0n, "a"), batch(20n, "b"));
  assert.deepEqual(select(records, { stop: 10n }), {
    offsets: [0n],
    next: 10n,
    corrupt: undefined,
  });
});

Deno.test("selectBatches() skips batches that compaction has emptied", () => {
  const records = join(batch(0n, "a"), batch(1n, "", { lastOffsetDelta: 8 }));
  assert.deepEqual(select(records), { offsets: [0n], next: 10n, corrupt: undefined });
});

Deno.test("selectBatches() never selects control batches, whatever the isolation", () => {
  const records = join(inTransaction(0n, "ab", 7n), marker(2n, 7n, "commit"));
  assert.deepEqual(select(records), { offsets: [0n], next: 3n, corrupt: undefined });
  assert.deepEqual(select(records, { aborted: [] }).offsets, [0n]);
});

Deno.test("selectBatches() omits aborted transactions up to their marker only", () => {
  const records = join(
    inTransaction(0n, "a", 7n),
    inTransaction(1n, "b", 8n),
    batch(2n, "c"),
    marker(3n, 7n, "abort"),
    inTransaction(4n, "d", 7n),
    marker(5n, 8n, "commit"),
    marker(6n, 7n, "commit"),
    inTransaction(7n, "e", 7n),
    marker(8n, 7n, "abort"),
  );
  const aborted = [
    { producerId: 7n, firstOffset: 7n },
    { producerId: 7n, firstOffset: 0n },
  ];
  assert.deepEqual(select(records, { aborted }).offsets, [1n, 2n, 4n]);
  assert.deepEqual(select(records, { aborted: null }).offsets, [0n, 1n, 2n, 4n, 7n]);
});

Deno.test("selectBatches() omits transactions that aborted since an earlier answer", () => {
  const records = join(inTransaction(10n, "a", 7n), marker(11n, 7n, "abort"));
  const aborted = [{ producerId: 7n, firstOffset: 2n }];
  assert.deepEqual(select(records, { position: 10n, aborted }).offsets, []);
});

Deno.test("selectBatches() selects the batches before a corrupt one", () => {
  const bad = batch(2n, "c");
  bad[bad.byteLength - 2]! ^= 1;
  const { offsets, next, corrupt } = select(join(batch(0n, "ab"), bad, batch(3n, "d")));
  assert.deepEqual([offsets, next], [[0n], 2n]);
  assert.match(corrupt!, /^CRC 0x/);
});
