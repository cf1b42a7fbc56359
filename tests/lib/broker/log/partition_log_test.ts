import assert from "node:assert/strict";
import { readBatches } from "../../../../lib/wire/batches/read_batches.ts";
import type { PartitionLog } from "../../../../lib/broker/log/partition_log.ts";
import { CorruptDataError } from "../../../../lib/broker/store/row.ts";
import { LogFixture } from "../_log_fixture.ts";

const everything = { maxBytes: 1_000_000, minOneBatch: true };

/** Returns the offsets of the records that a reader at `from` receives. */
function offsetsFrom(log: PartitionLog, from: bigint): bigint[] {
  const offsets: bigint[] = [];
  for (const bytes of log.read(from, everything).pieces) {
    for (const batch of readBatches(bytes)) {
      batch.forEach(({ offset }) => void offsets.push(offset));
    }
  }
  return offsets;
}

const three = [{ value: "a" }, { value: "b" }, { value: "c" }];

Deno.test("PartitionLog.read() returns the whole batch that contains an offset", async () => {
  using fixture = new LogFixture();
  const log = await fixture.partition();
  await fixture.append(log, three);
  await fixture.append(log, three);
  assert.deepEqual(offsetsFrom(log, 4n), [3n, 4n, 5n]);
});

Deno.test("PartitionLog.read() returns the first batch even if it is too large", async () => {
  using fixture = new LogFixture();
  const log = await fixture.partition();
  await fixture.append(log, three);
  await fixture.append(log, three);
  assert.equal(log.read(0n, { maxBytes: 1, minOneBatch: true }).pieces.length, 1);
  assert.equal(log.read(0n, { maxBytes: 1, minOneBatch: false }).pieces.length, 0);
});

const storeErrors: readonly (readonly [what: string, fail: (fixture: LogFixture) => void])[] = [
  ["a row has a wrong type", (fixture) => fixture.store.run("update batches set bytes = 7")],
  ["SQLite fails", (fixture) => fixture.store.run("alter table batches rename to hidden")],
];

for (const [what, fail] of storeErrors) {
  Deno.test(`PartitionLog.read() throws a StorageError if ${what}`, async () => {
    using fixture = new LogFixture();
    const log = await fixture.partition();
    await fixture.append(log, three);
    fail(fixture);
    assert.throws(() => log.read(0n, everything), {
      name: "StorageError",
      message: /^Cannot read ":memory:": /,
    });
  });
}

Deno.test("PartitionLog.reading() does not hide a bug as a disk error", async () => {
  using fixture = new LogFixture();
  const log = await fixture.partition();
  const fail = (error: Error): () => never => () => {
    throw error;
  };
  const bug = new TypeError("bug");
  assert.throws(() => log.reading(fail(bug)), bug);
  assert.throws(() => log.reading(fail(new CorruptDataError("x"))), { name: "StorageError" });
});

Deno.test("PartitionLog.read() throws a StorageError after the store was closed", async () => {
  const fixture = new LogFixture();
  const log = await fixture.partition();
  await fixture.append(log, three);
  fixture.store.close();
  assert.throws(() => log.read(0n, everything), { name: "StorageError" });
});
