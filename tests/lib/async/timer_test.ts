import assert from "node:assert/strict";
import { after } from "../../../lib/async/timer.ts";

/** Resolves when a separate timer has fired, after all timers that were due before. */
function passed(delayMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  after(delayMs, resolve);
  return promise;
}

Deno.test("after() calls in the order of the deadlines, not before them", async () => {
  const calls: (readonly [deadlineMs: number, atMs: number])[] = [];
  for (const delayMs of [300, 100, 200, 0, 100]) {
    const deadlineMs = performance.now() + delayMs;
    after(delayMs, () => calls.push([deadlineMs, performance.now()]));
  }
  await passed(400);
  const deadlines = calls.map(([deadlineMs]) => deadlineMs);
  assert.equal(deadlines.length, 5);
  assert.deepEqual(deadlines, deadlines.toSorted((a, b) => a - b));
  for (const [deadlineMs, atMs] of calls) assert.ok(atMs >= deadlineMs, `${deadlineMs} at ${atMs}`);
});

Deno.test("after() does not call a canceled function, but still calls the others", async () => {
  const calls: string[] = [];
  const cancelFirst = after(5, () => calls.push("first"));
  after(10, () => calls.push("second"));
  const cancelLast = after(15, () => calls.push("last"));
  cancelFirst();
  cancelLast();
  cancelFirst();
  await passed(20);
  assert.deepEqual(calls, ["second"]);
});

Deno.test("after() calls for a deadline that is set after the last one was canceled", async () => {
  after(1, () => {})();
  // Long enough for the canceled one to fire in vain, by a timer that is not this module's.
  await new Promise((resolve) => setTimeout(resolve, 20));
  await passed(1);
});

Deno.test("after() calls for an earlier deadline that is set later", async () => {
  const calls: string[] = [];
  const cancel = after(3_600_000, () => calls.push("late"));
  after(1, () => calls.push("early"));
  await passed(2);
  assert.deepEqual(calls, ["early"]);
  cancel();
});

Deno.test("after() may be called from a call, and canceled there", async () => {
  const calls: string[] = [];
  const done = Promise.withResolvers<void>();
  const cancel = after(2, () => calls.push("canceled"));
  after(1, () => {
    cancel();
    after(0, () => {
      calls.push("inner");
      done.resolve();
    });
  });
  await done.promise;
  await passed(3);
  assert.deepEqual(calls, ["inner"]);
});

Deno.test("after() does not keep a process that has canceled its last timer", async () => {
  const module = new URL("../../../lib/async/timer.ts", import.meta.url).href;
  const code = `import { after } from "${module}"; after(3_600_000, () => {})();`;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    stdout: "null",
    stderr: "null",
  });
  assert.equal((await command.output()).code, 0);
});

Deno.test("after() keeps a process until its last timer has fired", async () => {
  const module = new URL("../../../lib/async/timer.ts", import.meta.url).href;
  const code = `import { after } from "${module}"; after(50, () => Deno.exitCode = 7);`;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    stdout: "null",
    stderr: "null",
  });
  assert.equal((await command.output()).code, 7);
});
