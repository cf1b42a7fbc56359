import assert from "node:assert/strict";
import { delay } from "../../../lib/async/delay.ts";

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
