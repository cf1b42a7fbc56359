import assert from "node:assert/strict";
import { offsetForTime, offsetOfLatestTime } from "../../../../lib/broker/log/time_lookup.ts";
import type { PartitionLog } from "../../../../lib/broker/log/partition_log.ts";
import { LogFixture } from "../_log_fixture.ts";

/** Creates a log with one batch for each list of timestamps. */
async function logOf(fixture: LogFixture, ...batches: bigint[][]): Promise<PartitionLog> {
  const log = await fixture.partition();
  for (const times of batches) {
    await fixture.append(log, times.map((timestamp) => ({ timestamp })));
  }
  return log;
}

Deno.test("offsetForTime() finds the first record that is not older", async () => {
  using fixture = new LogFixture();
  const log = await logOf(fixture, [10n, 20n, 30n], [40n, 50n]);
  assert.deepEqual(offsetForTime(log, 10n), { offset: 0n, timestamp: 10n });
  assert.deepEqual(offsetForTime(log, 11n), { offset: 1n, timestamp: 20n });
  assert.deepEqual(offsetForTime(log, 31n), { offset: 3n, timestamp: 40n });
  assert.deepEqual(offsetForTime(log, 50n), { offset: 4n, timestamp: 50n });
});

Deno.test("offsetForTime() returns null after the last record and in an empty log", async () => {
  using fixture = new LogFixture();
  assert.equal(offsetForTime(await fixture.partition("empty"), 0n), null);
  assert.equal(offsetForTime(await logOf(fixture, [10n]), 11n), null);
});

Deno.test("offsetForTime() searches in offset order if timestamps decrease", async () => {
  using fixture = new LogFixture();
  const log = await logOf(fixture, [50n], [10n], [30n, 60n], [20n]);
  assert.deepEqual(offsetForTime(log, 15n), { offset: 0n, timestamp: 50n });
  assert.deepEqual(offsetForTime(log, 51n), { offset: 3n, timestamp: 60n });
});

Deno.test("offsetForTime() skips records before the log's start", async () => {
  using fixture = new LogFixture();
  const log = await logOf(fixture, [50n, 51n], [10n], [52n]);
  await fixture.logs.startAt(log, 2n);
  assert.deepEqual(offsetForTime(log, 20n), { offset: 3n, timestamp: 52n });
});

Deno.test("offsetOfLatestTime() finds the first record with the largest timestamp", async () => {
  using fixture = new LogFixture();
  const log = await logOf(fixture, [10n, 70n], [30n], [70n]);
  assert.deepEqual(offsetOfLatestTime(log), { offset: 1n, timestamp: 70n });
  assert.equal(offsetOfLatestTime(await fixture.partition("empty")), null);
});

Deno.test("offsetOfLatestTime() finds the largest timestamp that is not deleted", async () => {
  using fixture = new LogFixture();
  const log = await logOf(fixture, [90n], [10n, 70n], [30n], [70n], [20n]);
  assert.deepEqual(offsetOfLatestTime(log), { offset: 0n, timestamp: 90n });
  await fixture.logs.startAt(log, 1n);
  assert.deepEqual(offsetOfLatestTime(log), { offset: 2n, timestamp: 70n });
  await fixture.logs.startAt(log, 3n);
  assert.deepEqual(offsetOfLatestTime(log), { offset: 4n, timestamp: 70n });
});
