import assert from "node:assert/strict";
import { RequestWork } from "../../../../lib/broker/server/request_work.ts";
import { WorkTurns } from "../../../../lib/broker/server/work_turns.ts";

const { signal } = new AbortController();

Deno.test("RequestWork.map() lets others work after each slice", async () => {
  const turns = new WorkTurns({ sliceMs: 0 });
  const order: string[] = [];
  const steps = (name: string): Promise<unknown> =>
    new RequestWork(turns, signal).map([1, 2, 3], (step) => order.push(`${name}${step}`));
  await Promise.all([steps("a"), steps("b")]);
  assert.deepEqual(order.slice(0, 2), ["a1", "b1"]);
  assert.deepEqual(order.toSorted(), ["a1", "a2", "a3", "b1", "b2", "b3"]);
});

Deno.test("RequestWork.map() ends when the client has gone, startAll() does not", async () => {
  const gone = new AbortController();
  const work = new RequestWork(new WorkTurns({ sliceMs: 0 }), gone.signal);
  const seen: number[] = [];
  const mapping = work.map([1, 2, 3], (item) => {
    seen.push(item);
    gone.abort();
  });
  await assert.rejects(mapping, { name: "AbandonedError" });
  assert.deepEqual(seen, [1]);
  const doubled = await work.change([1, 2, 3], (item) => Promise.resolve(2 * item));
  assert.deepEqual(doubled, [2, 4, 6]);
});

Deno.test("RequestWork.finish() runs steps to their end, with pauses", async () => {
  const turns = new WorkTurns({ sliceMs: 0 });
  function* steps(): Generator<void, string> {
    yield;
    assert.equal(turns.waitingCount, 0);
    yield;
    return "done";
  }
  assert.equal(await new RequestWork(turns, signal).finish(steps()), "done");
});

Deno.test("RequestWork does not count a wait as work", async () => {
  const turns = new WorkTurns({ sliceMs: 60_000 });
  const work = new RequestWork(turns, signal);
  await work.begin();
  assert.equal(work.isDue, false);
  const { promise, resolve } = Promise.withResolvers<string>();
  const waiting = work.await(promise);
  assert.equal(work.isDue, true);
  resolve("done");
  assert.equal(await waiting, "done");
  assert.equal(work.isDue, false);
  work.end();
});

Deno.test("RequestWork.begin() waits for a turn once its connection has worked much", async () => {
  const turns = new WorkTurns({ sliceMs: 1 });
  const [busy, other] = [new RequestWork(turns, signal), new RequestWork(turns, signal)];
  await other.begin();
  other.end();
  await busy.begin();
  for (const until = performance.now() + 20; performance.now() < until;);
  busy.end();
  await other.begin();
  other.end();
  const beginning = busy.begin();
  assert.equal(turns.waitingCount, 1);
  await beginning;
});
