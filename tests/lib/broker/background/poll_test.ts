import assert from "node:assert/strict";
import { poll } from "../../../../lib/broker/background/poll.ts";

const never = new AbortController().signal;

Deno.test("poll() gives the first value, false and 0 included, and asks no further", async () => {
  for (const value of [false, 0, "", null]) {
    const answers = [undefined, undefined, value, "more"];
    const options = { timeoutMs: 60_000, signal: never, firstPauseMs: 1 };
    assert.equal(await poll(() => answers.shift(), options), value);
    assert.deepEqual(answers, ["more"]);
  }
});

Deno.test("poll() asks once where there is no time, and gives up", async () => {
  let asked = 0;
  const probe = (): undefined => void asked++;
  assert.equal(await poll(probe, { timeoutMs: 0, signal: never }), undefined);
  assert.equal(asked, 1);
});

const moments = { "before a pause": queueMicrotask, "in a pause": setTimeout };

for (const [moment, soon] of Object.entries(moments)) {
  Deno.test(`poll() ends with its signal ${moment}`, async () => {
    const controller = new AbortController();
    const reason = new Error("stop");
    const options = { timeoutMs: 3_600_000, signal: controller.signal, firstPauseMs: 3_600_000 };
    const polling = poll(() => {
      soon(() => controller.abort(reason));
      return undefined;
    }, options);
    await assert.rejects(polling, reason);
  });
}

Deno.test("poll() passes on what its probe throws", async () => {
  const reason = new Error("no");
  const probe = (): Promise<undefined> => Promise.reject(reason);
  await assert.rejects(poll(probe, { timeoutMs: 60_000, signal: never }), reason);
});
