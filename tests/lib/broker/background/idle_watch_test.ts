import assert from "node:assert/strict";
import { IdleWatch } from "../../../../lib/broker/background/idle_watch.ts";
import { ManualClock } from "../_manual_clock.ts";

function watch(clock: ManualClock): { watch: IdleWatch; ends: number[] } {
  const ends: number[] = [];
  const onIdle = (): void => void ends.push(clock.now());
  return { watch: new IdleWatch({ clock, timeoutMs: 1000, onIdle }), ends };
}

Deno.test("IdleWatch calls onIdle after its timeout if no client ever connects", () => {
  const clock = new ManualClock();
  const { ends } = watch(clock);
  clock.advance(999);
  assert.deepEqual(ends, []);
  clock.advance(1);
  assert.deepEqual(ends, [clock.now()]);
});

Deno.test("IdleWatch does not call onIdle while there is a connection", () => {
  const clock = new ManualClock();
  const { watch: idle, ends } = watch(clock);
  clock.advance(999);
  idle.update(1);
  clock.advance(100_000);
  assert.deepEqual(ends, []);
});

Deno.test("IdleWatch starts its timeout at the end of the last connection", () => {
  const clock = new ManualClock();
  const { watch: idle, ends } = watch(clock);
  idle.update(1);
  idle.update(2);
  clock.advance(5000);
  idle.update(1);
  clock.advance(5000);
  idle.update(0);
  clock.advance(999);
  assert.deepEqual(ends, []);
  clock.advance(1);
  assert.equal(ends.length, 1);
});

Deno.test("IdleWatch calls onIdle once, even if clients connect afterwards", () => {
  const clock = new ManualClock();
  const { watch: idle, ends } = watch(clock);
  clock.advance(1000);
  idle.update(1);
  idle.update(0);
  clock.advance(1000);
  assert.equal(ends.length, 1);
  assert.equal(clock.timerCount, 0);
});

Deno.test("IdleWatch stops its timer when it is disposed of", () => {
  const clock = new ManualClock();
  const { watch: idle, ends } = watch(clock);
  idle[Symbol.dispose]();
  idle.update(0);
  clock.advance(1000);
  assert.deepEqual([clock.timerCount, ends], [0, []]);
});
