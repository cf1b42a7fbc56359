import assert from "node:assert/strict";
import type { Clock } from "../../../../lib/async/timer.ts";
import { watchQuiet } from "../../../../lib/kafka/connection/quiet_watch.ts";

/** A clock that is moved by the test, with one timer. */
class StillClock implements Pick<Clock, "monotonicMs" | "after"> {
  #nowMs = 0;
  #timer: { readonly atMs: number; readonly call: () => void } | null = null;

  get isIdle(): boolean {
    return this.#timer === null;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, call: () => void): () => void {
    this.#timer = { atMs: this.#nowMs + delayMs, call };
    return () => this.#timer = null;
  }

  moveTo(nowMs: number): void {
    while (this.#timer !== null && this.#timer.atMs <= nowMs) {
      const { atMs, call } = this.#timer;
      this.#timer = null;
      this.#nowMs = atMs;
      call();
    }
    this.#nowMs = nowMs;
  }
}

/** A watch of 100 ms, and its result. */
function watched(): { clock: StillClock; heard: number[]; quietAt: number[]; end: () => void } {
  const clock = new StillClock();
  const heard = [-Infinity];
  const quietAt: number[] = [];
  const end = watchQuiet({
    timeoutMs: 100,
    heardAtMs: () => heard.at(-1)!,
    onQuiet: () => quietAt.push(clock.monotonicMs()),
    clock,
  });
  return { clock, heard, quietAt, end };
}

Deno.test("watchQuiet() calls back once if no bytes arrive in time", () => {
  const { clock, quietAt } = watched();
  clock.moveTo(99);
  assert.deepEqual(quietAt, []);
  clock.moveTo(1000);
  assert.deepEqual(quietAt, [100]);
  assert.ok(clock.isIdle);
});

Deno.test("watchQuiet() does not call back while bytes arrive", () => {
  const { clock, heard, quietAt } = watched();
  for (let nowMs = 60; nowMs <= 600; nowMs += 60) {
    clock.moveTo(nowMs);
    heard.push(nowMs);
  }
  assert.deepEqual(quietAt, []);
  clock.moveTo(1000);
  assert.deepEqual(quietAt, [700]);
});

Deno.test("watchQuiet() ignores bytes that arrived before it started", () => {
  const { clock, heard, quietAt } = watched();
  heard.push(-50);
  clock.moveTo(1000);
  assert.deepEqual(quietAt, [100]);
});

Deno.test("watchQuiet() leaves no timer when it is disposed of", () => {
  const { clock, heard, quietAt, end } = watched();
  heard.push(50);
  clock.moveTo(120);
  end();
  assert.ok(clock.isIdle);
  clock.moveTo(1000);
  assert.deepEqual(quietAt, []);
});
