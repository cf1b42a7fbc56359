import assert from "node:assert/strict";
import { MemoryBudget, MemoryLease } from "../../../../lib/broker/server/memory_budget.ts";
import { ManualClock } from "../_manual_clock.ts";

const { signal } = new AbortController();
const maxWaitMs = 1000;

function budgetOf(totalBytes: number, clock = new ManualClock()): MemoryBudget {
  return new MemoryBudget({ totalBytes, maxWaitMs, clock });
}

Deno.test("MemoryBudget.tryTake() leaves a quarter to small holders", () => {
  const budget = budgetOf(1000);
  assert.equal(budget.tryTake(700, 0), true);
  assert.equal(budget.tryTake(100, 0), false);
  assert.equal(budget.tryTake(10, 0), true);
  assert.equal(budget.usedBytes, 710);
});

Deno.test("MemoryBudget.tryTake() leaves 16 times what the holder then has", () => {
  const budget = budgetOf(1000);
  budget.charge(900);
  assert.equal(budget.tryTake(6, 0), false);
  assert.equal(budget.tryTake(5, 0), true);
  assert.equal(budget.tryTake(5, 5), false);
});

Deno.test("MemoryBudget grants the only holder everything, and more", () => {
  const budget = budgetOf(1000);
  assert.equal(budget.tryTake(900, 0), true);
  assert.equal(budget.tryTake(900, 900), true);
  assert.equal(budget.peakBytes, 1800);
});

Deno.test("MemoryBudget.takeUpTo() grants every holder something", () => {
  const budget = budgetOf(1_000_000);
  const taken = Array.from({ length: 40 }, () => budget.takeUpTo(600_000, 0));
  assert.equal(taken[0], 600_000);
  assert.ok(taken.every((bytes) => bytes > 1000), `${taken}`);
  assert.ok(budget.usedBytes < 1_000_000);
});

Deno.test("MemoryBudget.take() resolves when enough was released, small takers first", async () => {
  const budget = budgetOf(1000);
  budget.charge(990);
  const order: string[] = [];
  const large = budget.take(500, 0, signal).then((taken) => order.push(`large ${taken}`));
  const small = budget.take(10, 0, signal).then((taken) => order.push(`small ${taken}`));
  assert.equal(budget.waitingBytes, 510);
  budget.release(300);
  await small;
  budget.release(690);
  await large;
  assert.deepEqual(order, ["small true", "large true"]);
  assert.deepEqual([budget.waitingCount, budget.usedBytes], [0, 510]);
});

Deno.test("MemoryBudget.take() resolves with false after its timeout", async () => {
  const clock = new ManualClock();
  const budget = budgetOf(1000, clock);
  budget.charge(1000);
  let shortages = 0;
  budget.onShortage(() => shortages += 1);
  const gone = new AbortController();
  const late = budget.take(10, 0, signal);
  const aborted = budget.take(10, 0, gone.signal);
  gone.abort();
  clock.advance(maxWaitMs);
  assert.deepEqual(await Promise.all([late, aborted]), [false, false]);
  assert.deepEqual([shortages, budget.waitingCount, clock.timerCount], [2, 0, 0]);
});

Deno.test("MemoryBudget.favorOldest() grants the reserve to the first waiting holder", async () => {
  const budget = budgetOf(1000);
  budget.charge(800);
  const first = budget.take(150, 0, signal);
  const gone = new AbortController();
  const second = budget.take(150, 0, gone.signal);
  budget.favorOldest();
  assert.equal(await first, true);
  budget.favorOldest();
  assert.deepEqual([budget.usedBytes, budget.waitingCount], [950, 1]);
  gone.abort();
  assert.equal(await second, false);
});

Deno.test("MemoryLease counts only what exceeds its free bytes", () => {
  const budget = budgetOf(1000);
  const lease = new MemoryLease(budget, 100);
  assert.equal(lease.tryTake(80), true);
  assert.equal(budget.usedBytes, 0);
  assert.equal(lease.tryTake(80), true);
  assert.equal(budget.usedBytes, 60);
  lease.release(30);
  assert.equal(budget.usedBytes, 30);
  lease.resize(0);
  assert.equal(budget.usedBytes, 0);
});

Deno.test("MemoryLease.take() counts what was released while it waited", async () => {
  const budget = budgetOf(1000);
  budget.charge(990);
  const lease = new MemoryLease(budget, 100);
  lease.tryTake(100);
  const taking = lease.take(50, signal);
  lease.release(100);
  budget.release(990);
  assert.equal(await taking, true);
  assert.deepEqual([lease.heldBytes, budget.usedBytes], [50, 0]);
});

Deno.test("MemoryLease.need() rejects after its timeout, or without a client", async () => {
  const clock = new ManualClock();
  const budget = budgetOf(1000, clock);
  budget.charge(1000);
  const waiting = new MemoryLease(budget, 0).need(10, "its request", signal);
  clock.advance(maxWaitMs);
  await assert.rejects(waiting, {
    message: "there was no memory for its request: too much is in flight",
  });
  const gone = new MemoryLease(budget, 0).need(10, "its request", AbortSignal.abort());
  await assert.rejects(gone, { name: "AbandonedError" });
});
