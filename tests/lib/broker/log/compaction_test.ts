import assert from "node:assert/strict";
import fc from "fast-check";
import type { CleanupRules } from "../../../../lib/broker/configs/topic_configs.ts";
import { type CompactionPlan, planCompaction } from "../../../../lib/broker/log/compaction.ts";
import type { PartitionLog } from "../../../../lib/broker/log/partition_log.ts";
import { deleteBatch } from "../../../../lib/broker/store/batches.ts";
import { loadCodec } from "../../../../lib/wire/codecs.ts";
import { textOf } from "../../../../lib/wire/bytes.ts";
import { readBatches } from "../../../../lib/wire/batches/read_batches.ts";
import { type Entry, LogFixture } from "../_log_fixture.ts";

const now = 1_700_000_000_000;
const old = BigInt(now - 10_000);

const rules: CleanupRules = {
  deletes: false,
  compacts: true,
  retentionMs: null,
  retentionBytes: null,
  minCompactionLagMs: 0n,
  deleteRetentionMs: 1000n,
};

/** "a=1 b=" is a batch with a value for "a" and a tombstone for "b". */
async function logOf(fixture: LogFixture, batches: readonly string[]): Promise<PartitionLog> {
  const log = await fixture.partition();
  for (const batch of batches) {
    const entries = batch.split(" ").map((entry): Entry => {
      const [key, value] = entry.split("=");
      return { key: key!, value: value === "" ? null : value!, timestamp: old };
    });
    await fixture.append(log, entries);
  }
  return log;
}

async function plan(
  log: PartitionLog,
  more: Partial<CleanupRules> = {},
  tombstonesBelow = 1000n,
): Promise<CompactionPlan> {
  const time = { now, tombstonesBelow };
  return await planCompaction(log, { ...rules, ...more }, time, () => Promise.resolve());
}

async function droppable(batches: readonly string[]): Promise<readonly bigint[]> {
  using fixture = new LogFixture();
  return (await plan(await logOf(fixture, batches))).droppable;
}

Deno.test("planCompaction() drops batches in which every record has a newer one", async () => {
  assert.deepEqual(await droppable(["a=1", "a=2", "b=1", "a=3"]), [0n, 1n]);
  assert.deepEqual(await droppable(["a=1 b=1", "a=2", "b=2"]), [0n]);
});

Deno.test("planCompaction() keeps a batch if one record is the newest of its key", async () => {
  assert.deepEqual(await droppable(["a=1 b=1", "a=2", "a=3"]), [2n]);
});

Deno.test("planCompaction() always keeps the last batch", async () => {
  assert.deepEqual(await droppable(["a=1"]), []);
  assert.deepEqual(await droppable(["a="]), []);
});

Deno.test("planCompaction() drops a tombstone without older records", async () => {
  assert.deepEqual(await droppable(["a=1", "a=", "b=1"]), [0n, 1n]);
});

Deno.test("planCompaction() keeps a tombstone while an older record of its key stays", async () => {
  assert.deepEqual(await droppable(["a=1 b=1", "a=", "c=1"]), []);
  assert.deepEqual(await droppable(["a=1 b=1", "a=", "b=2", "c=1"]), [0n, 2n]);
});

Deno.test("planCompaction() keeps tombstones for their retention, and reports it", async () => {
  using fixture = new LogFixture();
  const log = await logOf(fixture, ["a=1", "a=", "b=", "c=1"]);
  const kept = { keepsYoung: false, keepsTombstones: true };
  assert.deepEqual(await plan(log, {}, 0n), { droppable: [0n], ...kept });
  assert.deepEqual(await plan(log, {}, 2n), { droppable: [0n, 1n], ...kept });
  const aged = await plan(log, {}, 3n);
  assert.deepEqual(aged, { droppable: [0n, 1n, 2n], ...kept, keepsTombstones: false });
});

Deno.test("planCompaction() keeps batches younger than the lag", async () => {
  using fixture = new LogFixture();
  const log = await logOf(fixture, ["a=1", "a=2", "a=3"]);
  assert.deepEqual(await plan(log, { minCompactionLagMs: 10_001n }), {
    droppable: [],
    keepsYoung: true,
    keepsTombstones: false,
  });
  assert.deepEqual(await plan(log, { minCompactionLagMs: 10_000n }), {
    droppable: [0n, 1n],
    keepsYoung: false,
    keepsTombstones: false,
  });
});

Deno.test("planCompaction() keeps records without key and corrupt batches", async () => {
  using fixture = new LogFixture();
  const log = await fixture.partition();
  await fixture.append(log, [{ key: null }]);
  await fixture.append(log, [{ key: "a", timestamp: old }]);
  await fixture.append(log, [{ key: "a", timestamp: old }]);
  await fixture.append(log, [{ key: "b" }]);
  fixture.store.run("update batches set bytes = zeroblob(70) where base_offset = 1");
  assert.deepEqual((await plan(log)).droppable, []);
});

Deno.test("planCompaction() reads compressed batches and binary keys", async () => {
  using fixture = new LogFixture();
  const log = await fixture.partition();
  await loadCodec("lz4");
  const keys = ["ä", "\u{1f600}", "ä"];
  for (const key of keys) {
    await fixture.append(log, [{ key, timestamp: old }], { codec: "lz4" });
  }
  assert.deepEqual((await plan(log)).droppable, [0n]);
});

Deno.test("planCompaction() distinguishes keys of any length", async () => {
  const long = "k".repeat(100_000);
  assert.deepEqual(await droppable([`${long}a=1`, `${long}b=1`, `${long}a=2`]), [0n]);
  const [short, other] = ["k".repeat(31), "k".repeat(32)];
  assert.deepEqual(await droppable([`${short}=1`, `${other}=1`, `${short}=2`, "z=1"]), [0n]);
});

/** Returns the newest value of each key, for a reader of the whole log. */
function table(log: PartitionLog): Map<string, string> {
  const values = new Map<string, string>();
  const everything = { maxBytes: 2 ** 30, minOneBatch: true };
  for (const bytes of log.read(0n, everything).pieces) {
    for (const batch of readBatches(bytes)) {
      batch.forEach(({ key, value }) => {
        if (value === null) values.delete(textOf(key!));
        else values.set(textOf(key!), textOf(value));
      });
    }
  }
  return values;
}

Deno.test("planCompaction() never changes the final value of a key for a reader", async () => {
  const entry = fc.tuple(fc.constantFrom(..."abcd"), fc.constantFrom("", "1", "2"))
    .map(([key, value]) => `${key}=${value}`);
  const batch = fc.array(entry, { minLength: 1, maxLength: 4 }).map((each) => each.join(" "));
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 12 }), async (batches) => {
      using fixture = new LogFixture();
      const log = await logOf(fixture, batches);
      const before = table(log);
      for (let round = 0; round < 2; round++) {
        for (const base of (await plan(log)).droppable) {
          deleteBatch(fixture.store, log.id, base);
          assert.deepEqual([...table(log)].sort(), [...before].sort());
        }
      }
    }),
    { numRuns: 150 },
  );
});
