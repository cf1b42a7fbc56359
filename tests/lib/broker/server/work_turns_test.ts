import assert from "node:assert/strict";
import { WorkTurns } from "../../../../lib/broker/server/work_turns.ts";

const [self, other] = [{ name: "self" }, { name: "other" }];

/** Two workers have worked just now, so that none is alone. */
function busyTurns(sliceMs: number): WorkTurns {
  const turns = new WorkTurns({ sliceMs });
  for (const worker of [self, other]) {
    turns.startMs(worker, { leftMs: 1, isShort: false }, performance.now());
  }
  return turns;
}

Deno.test("WorkTurns runs the connections that used least first", async () => {
  const turns = busyTurns(1000);
  const order: string[] = [];
  const wait = async (worker: { readonly name: string }, usedMs: number): Promise<void> => {
    await turns.next(worker, usedMs);
    order.push(worker.name);
    turns.end(worker, performance.now());
  };
  const waiting = [wait({ name: "much" }, 100), wait({ name: "little" }, 1)];
  assert.equal(turns.waitingCount, 2);
  await Promise.all(waiting);
  assert.deepEqual(order, ["little", "much"]);
});

Deno.test("WorkTurns passes the rest of a turn to the next request", async () => {
  const turns = busyTurns(60_000);
  const first = turns.next(self, 0);
  const second = turns.next(other, 0);
  const { allowedMs } = await first;
  assert.ok(allowedMs > 0 && allowedMs <= 60_000, `${allowedMs}`);
  assert.equal(turns.waitingCount, 1);
  turns.end(self, performance.now());
  assert.equal(turns.waitingCount, 0);
  await second;
});

Deno.test("WorkTurns lets one request work per turn if it uses its slice", async () => {
  const turns = busyTurns(0);
  const first = turns.next(self, 0);
  const second = turns.next(other, 0);
  await first;
  turns.end(self, performance.now());
  assert.equal(turns.waitingCount, 1);
  await second;
});

Deno.test("WorkTurns lets a connection start at once while its allowance lasts", () => {
  const turns = busyTurns(4);
  const now = performance.now();
  assert.equal(turns.startMs(self, { leftMs: 0.5, isShort: false }, now), 0.5);
  assert.equal(turns.startMs(self, { leftMs: 100, isShort: false }, now), 4);
  assert.equal(turns.startMs(self, { leftMs: 0, isShort: false }, now), 0);
});

Deno.test("WorkTurns lets a connection that is alone work longer at a stretch", () => {
  const turns = new WorkTurns({ sliceMs: 4 });
  assert.equal(turns.startMs(self, { leftMs: 0, isShort: false }, performance.now()), 32);
});

Deno.test("WorkTurns makes requests wait if others worked long at the same moment", async () => {
  const turns = busyTurns(4);
  turns.addWork(7);
  assert.equal(turns.startMs(self, { leftMs: 4, isShort: false }, performance.now()), 1);
  turns.addWork(1);
  assert.equal(turns.startMs(self, { leftMs: 4, isShort: false }, performance.now()), 0);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(turns.startMs(self, { leftMs: 4, isShort: false }, performance.now()), 4);
});
