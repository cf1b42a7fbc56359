import assert from "node:assert/strict";
import type { CleanupRules } from "../../../../lib/broker/configs/topic_configs.ts";
import type { PartitionLog } from "../../../../lib/broker/log/partition_log.ts";
import { retentionStart } from "../../../../lib/broker/log/retention.ts";
import { batchOf, LogFixture } from "../_log_fixture.ts";

const now = 1_700_000_000_000;
const batchBytes = batchOf([{}, {}]).byteLength;

const keepAll: CleanupRules = {
  deletes: true,
  compacts: false,
  retentionMs: null,
  retentionBytes: null,
  minCompactionLagMs: 0n,
  deleteRetentionMs: 0n,
};

/** Creates a log of batches of two records with the given ages in milliseconds. */
async function aged(fixture: LogFixture, ages: readonly (number | null)[]): Promise<PartitionLog> {
  const log = await fixture.partition();
  for (const age of ages) {
    const timestamp = age === null ? -1n : BigInt(now - age);
    await fixture.append(log, [{ timestamp }, { timestamp }]);
  }
  return log;
}

function start(log: PartitionLog, rules: Partial<CleanupRules>): bigint {
  return retentionStart(log, { ...keepAll, ...rules }, now);
}

Deno.test("retentionStart() skips batches older than the limit, and no others", async () => {
  using fixture = new LogFixture();
  const log = await aged(fixture, [3000, 1001, 1000, 5]);
  assert.equal(start(log, { retentionMs: 1000n }), 4n);
  assert.equal(start(log, { retentionMs: 4n }), 8n);
  assert.equal(start(log, { retentionMs: 3000n }), 0n);
});

Deno.test("retentionStart() keeps an old batch after a younger one", async () => {
  using fixture = new LogFixture();
  const log = await aged(fixture, [3000, 5, 3000]);
  assert.equal(start(log, { retentionMs: 1000n }), 2n);
});

Deno.test("retentionStart() treats a batch without time as old as those before", async () => {
  using fixture = new LogFixture();
  const log = await aged(fixture, [null, 3000, null, 5]);
  assert.equal(start(log, { retentionMs: 1000n }), 0n);
  await fixture.logs.startAt(log, 2n);
  assert.equal(start(log, { retentionMs: 1000n }), 6n);
});

Deno.test("retentionStart() drops the oldest batch if the rest is at least the limit", async () => {
  using fixture = new LogFixture();
  const log = await aged(fixture, [1, 1, 1, 1]);
  assert.equal(start(log, { retentionBytes: 4 * batchBytes }), 0n);
  assert.equal(start(log, { retentionBytes: 2 * batchBytes + 1 }), 2n);
  assert.equal(start(log, { retentionBytes: 2 * batchBytes }), 4n);
  assert.equal(start(log, { retentionBytes: 1 }), 6n);
  assert.equal(start(log, { retentionBytes: 0 }), 8n);
});

Deno.test("retentionStart() drops batches that either limit drops", async () => {
  using fixture = new LogFixture();
  const log = await aged(fixture, [3000, 3000, 5, 5]);
  assert.equal(start(log, { retentionMs: 1000n, retentionBytes: 3 * batchBytes }), 4n);
  assert.equal(start(log, { retentionMs: 1000n, retentionBytes: batchBytes }), 6n);
});

Deno.test("retentionStart() keeps all of a log without a limit, or only compacted", async () => {
  using fixture = new LogFixture();
  const log = await aged(fixture, [3000]);
  assert.equal(start(log, {}), 0n);
  assert.equal(start(log, { deletes: false, retentionMs: 1n, retentionBytes: 0 }), 0n);
});

Deno.test("retentionStart() never goes before the log's start", async () => {
  using fixture = new LogFixture();
  const log = await aged(fixture, [3000, 5]);
  await fixture.logs.startAt(log, 3n);
  assert.equal(start(log, { retentionMs: 1000n }), 3n);
  assert.equal(start(log, { retentionMs: 1n }), 4n);
});
