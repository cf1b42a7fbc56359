import assert from "node:assert/strict";
import { waitForValue } from "../../../../lib/broker/background/wait_for_value.ts";

const never = new AbortController().signal;

Deno.test("waitForValue() returns the first value, even false or 0, then stops", async () => {
  for (const value of [false, 0, "", null]) {
    const answers = [undefined, undefined, value, "more"];
    const options = { timeoutMs: 60_000, signal: never, firstPauseMs: 1 };
    assert.equal(await waitForValue(() => answers.shift(), options), value);
    assert.deepEqual(answers, ["more"]);
  }
});

Deno.test("waitForValue() probes once and returns undefined if the timeout is 0", async () => {
  let asked = 0;
  const probe = (): undefined => void asked++;
  assert.equal(await waitForValue(probe, { timeoutMs: 0, signal: never }), undefined);
  assert.equal(asked, 1);
});

const moments = { "before a pause": queueMicrotask, "in a pause": setTimeout };

for (const [moment, soon] of Object.entries(moments)) {
  Deno.test(`waitForValue() rejects with its signal's reason ${moment}`, async () => {
    const controller = new AbortController();
    const reason = new Error("stop");
    const options = { timeoutMs: 3_600_000, signal: controller.signal, firstPauseMs: 3_600_000 };
    const waiting = waitForValue(() => {
      soon(() => controller.abort(reason));
      return undefined;
    }, options);
    await assert.rejects(waiting, reason);
  });
}

Deno.test("waitForValue() rejects with the error of its probe", async () => {
  const reason = new Error("no");
  const probe = (): Promise<undefined> => Promise.reject(reason);
  await assert.rejects(waitForValue(probe, { timeoutMs: 60_000, signal: never }), reason);
});
