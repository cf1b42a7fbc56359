import assert from "node:assert/strict";
import { backoffMs, delay } from "../../../lib/kafka/backoff.ts";

Deno.test("backoffMs() doubles from 50 ms up to a second", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7, 2000].map(backoffMs), [
    0,
    50,
    100,
    200,
    400,
    800,
    1000,
    1000,
    1000,
  ]);
});

Deno.test("delay() rejects with the signal's reason and leaves no timer behind", async () => {
  const controller = new AbortController();
  const waiting = delay(3_600_000, controller.signal);
  controller.abort(new Error("stopped"));
  await assert.rejects(waiting, { message: "stopped" });
  await assert.rejects(delay(3_600_000, controller.signal), { message: "stopped" });
});

Deno.test("delay() leaves no listener behind", async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  signal.addEventListener = () => void listeners++;
  signal.removeEventListener = () => void listeners--;
  await delay(0, signal);
  assert.equal(listeners, 0);
});
