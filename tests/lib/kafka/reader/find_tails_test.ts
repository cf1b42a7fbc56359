import assert from "node:assert/strict";
import fc from "fast-check";
import { findTails } from "../../../../lib/kafka/reader/find_tails.ts";
import { encodeBatch } from "../../../../lib/wire/batches/batch_encoder.ts";
import { batchField } from "../../../../lib/wire/batches/batch_fields.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";
import { crc32c } from "../../../../lib/wire/batches/crc32c.ts";
import { batchOf, scriptedTopic } from "../../../support/peers/scripted_topic.ts";

type Batch = readonly [base: bigint, last: bigint, bytes: Uint8Array];

/** A log of these batches, and how many fetches a search in it took. */
interface Found {
  readonly offset: bigint;
  readonly fetches: number;
  readonly bytes: number;
}

/** Searches a partition that holds `batches`; each fetch gets at most `perFetch` of them. */
async function search(
  batches: readonly Batch[],
  { count, start = 0n, end, perFetch = 3 }: {
    readonly count: bigint;
    readonly start?: bigint;
    readonly end: bigint;
    readonly perFetch?: number;
  },
): Promise<Found> {
  let [fetches, bytes] = [0, 0];
  await using scripted = await scriptedTopic({
    fetch: ({ offset }) => {
      fetches++;
      const from = batches.findIndex(([, last]) => last >= offset);
      const parts = from < 0 ? [] : batches.slice(from, from + perFetch).map(([, , part]) => part);
      const records = Uint8Array.from(parts.flatMap((part) => [...part]));
      bytes += records.byteLength;
      return { records, highWatermark: end, lastStableOffset: end };
    },
  });
  const log = { topic: "t", partition: 0, topicId: null, start, end };
  const options = { count, isolation: "uncommitted" } as const;
  const [offset] = await findTails(scripted.client, [log], options);
  return { offset: offset!, fetches, bytes };
}

/** One record per character from `base` on. */
function full(base: bigint, values: string): Batch {
  return [base, base + BigInt(values.length) - 1n, batchOf(base, values)];
}

/** A batch of a transaction's marker. */
function marker(base: bigint): Batch {
  const key = Uint8Array.of(0, 0, 0, 1);
  const bytes = encodeBatch([{ key, value: utf8("......"), timestamp: 0n }], {
    baseOffset: base,
    producerId: 1n,
    producerEpoch: 0,
    baseSequence: 0,
    isTransactional: true,
  });
  const view = new DataView(bytes.buffer);
  view.setInt16(batchField.attributes, view.getInt16(batchField.attributes) | 0x20);
  view.setUint32(batchField.crc, crc32c(bytes.subarray(batchField.attributes)));
  return [base, base, bytes];
}

Deno.test("findTails() reads nothing if the log has no more offsets than requested", async () => {
  const log = { batches: [full(5n, "abc")], start: 5n, end: 8n };
  for (const count of [3n, 4n, 1_000_000n]) {
    assert.deepEqual(await search(log.batches, { count, ...log }), {
      offset: 5n,
      fetches: 0,
      bytes: 0,
    });
  }
  assert.equal((await search(log.batches, { count: 0n, ...log })).offset, 8n);
});

Deno.test("findTails() of a log without gaps counts back from the end", async () => {
  const batches = [full(0n, "abcd"), full(4n, "efgh"), full(8n, "ij")];
  for (const count of [1n, 2n, 3n, 6n, 9n]) {
    assert.equal((await search(batches, { count, end: 10n })).offset, 10n - count);
  }
});

Deno.test("findTails() steps back over the markers of transactions", async () => {
  const batches = [full(0n, "ab"), marker(2n), full(3n, "c"), marker(4n), marker(5n)];
  const offsets: bigint[] = [];
  for (const count of [1n, 2n, 3n]) {
    offsets.push((await search(batches, { count, end: 6n })).offset);
  }
  assert.deepEqual(offsets, [3n, 1n, 0n]);
});

Deno.test("findTails() counts back over gaps from compaction", async () => {
  const far = 1_000_000_000_000n;
  const batches = [full(0n, "a"), full(7n, "b"), full(far, "c"), full(far + 900n, "d")];
  const end = far + 901n;
  for (const [count, expected] of [[1n, far + 900n], [2n, far], [3n, 7n]] as const) {
    const { offset, fetches } = await search(batches, { count, end, perFetch: 1 });
    assert.ok(offset <= expected, `${offset}`);
    assert.ok(!batches.some(([base]) => base >= offset && base < expected), `${offset}`);
    assert.ok(fetches < 60, `${fetches} fetches`);
  }
});

Deno.test("findTails() returns the start of a log with fewer records", async () => {
  const batches = [full(10n, "a"), marker(11n), marker(12n)];
  const { offset } = await search(batches, { count: 2n, start: 3n, end: 13n });
  assert.equal(offset, 3n);
});

Deno.test("findTails() reads at most a few times what it finds", async () => {
  const batches = Array.from({ length: 4_000 }, (_, index) => full(BigInt(index * 2), "ab"));
  const size = batches[0]![2].byteLength;
  const { offset, bytes } = await search(batches, { count: 50n, end: 8_000n, perFetch: 4 });
  assert.equal(offset, 7_950n);
  assert.ok(bytes < 25 * size * 5, `${bytes} bytes for ${25 * size}`);
});

Deno.test("findTails() finds as many records as there are, whatever the gaps", async () => {
  const steps = fc.array(
    fc.record({ gap: fc.nat(30), size: fc.integer({ min: 0, max: 6 }) }),
    { minLength: 1, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.nat(25),
      fc.integer({ min: 1, max: 4 }),
      async (log, n, perFetch) => {
        const batches: Batch[] = [];
        const visible: bigint[] = [];
        let next = 0n;
        for (const { gap, size } of log) {
          next += BigInt(gap);
          if (size === 0) batches.push(marker(next++));
          for (let index = 0; index < size; index++) visible.push(next + BigInt(index));
          if (size > 0) batches.push(full(next, "x".repeat(size)));
          next += BigInt(size);
        }
        const { offset } = await search(batches, { count: BigInt(n), end: next, perFetch });
        const found = visible.filter((record) => record >= offset).length;
        assert.equal(found, Math.min(n, visible.length));
      },
    ),
    { numRuns: 60 },
  );
});
