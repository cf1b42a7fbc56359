import assert from "node:assert/strict";
import { CommitQueue } from "../../../../lib/broker/log/commit_queue.ts";
import { ProducerIds } from "../../../../lib/broker/log/producer_ids.ts";
import { readMeta } from "../../../../lib/broker/store/meta.ts";
import { Store } from "../../../../lib/broker/store/store.ts";

function idsOf(store: Store): ProducerIds {
  return new ProducerIds(store, new CommitQueue(store));
}

Deno.test("ProducerIds returns each id once, even to concurrent callers", async () => {
  using store = new Store({ path: ":memory:" });
  const ids = idsOf(store);
  const given = await Promise.all(Array.from({ length: 2500 }, () => ids.next()));
  assert.equal(new Set(given).size, 2500);
  assert.deepEqual(given.slice(0, 3), [0n, 1n, 2n]);
});

Deno.test("ProducerIds reserves a block on disk before it returns its first id", async () => {
  using store = new Store({ path: ":memory:" });
  const ids = idsOf(store);
  assert.equal(readMeta(store, "next_producer_id"), null);
  await ids.next();
  assert.equal(readMeta(store, "next_producer_id"), "1000");
  for (let count = 1; count < 1000; count++) await ids.next();
  assert.equal(readMeta(store, "next_producer_id"), "1000");
  assert.equal(await ids.next(), 1000n);
  assert.equal(readMeta(store, "next_producer_id"), "2000");
});

Deno.test("ProducerIds continues after the reserved block after a crash", async () => {
  using store = new Store({ path: ":memory:" });
  await idsOf(store).next();
  assert.equal(await idsOf(store).next(), 1000n);
});

Deno.test("ProducerIds rejects while writes fail, and continues afterwards", async () => {
  using store = new Store({ path: ":memory:" });
  const ids = idsOf(store);
  const transaction = store.transaction;
  store.transaction = (): never => {
    throw new Error("database or disk is full");
  };
  const asked = await Promise.allSettled([ids.next(), ids.next()]);
  assert.deepEqual(asked.map(({ status }) => status), ["rejected", "rejected"]);
  store.transaction = transaction;
  assert.equal(await ids.next(), 0n);
});
