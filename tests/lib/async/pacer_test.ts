import assert from "node:assert/strict";
import { Pacer } from "../../../lib/async/pacer.ts";

/** A clock that stands still until it is moved. */
function stoppedClock(): { nowMs: number; monotonicMs: () => number } {
  const clock = { nowMs: 1_000, monotonicMs: (): number => clock.nowMs };
  return clock;
}

Deno.test("Pacer.next() spreads items over time", () => {
  const clock = stoppedClock();
  const pacer = new Pacer(10, clock);
  assert.deepEqual([pacer.next(), pacer.next(), pacer.next()], [0, 10, 20]);
  clock.nowMs += 25;
  assert.equal(pacer.next(), 5);
});

Deno.test("Pacer.next() adds up waits that are too short for a timer", () => {
  const pacer = new Pacer(2, stoppedClock());
  assert.deepEqual([1, 2, 3, 4].map(() => pacer.next()), [0, 0, 0, 6]);
});

Deno.test("Pacer.next() does not make up for a time without items", () => {
  const clock = stoppedClock();
  const pacer = new Pacer(10, clock);
  pacer.next();
  clock.nowMs += 1_000;
  assert.deepEqual([pacer.next(), pacer.next()], [0, 10]);
});

Deno.test("Pacer.next() never waits without an interval", () => {
  const pacer = new Pacer(0, stoppedClock());
  assert.deepEqual([pacer.next(), pacer.next()], [0, 0]);
});
