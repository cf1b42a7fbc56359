import assert from "node:assert/strict";
import { RequestWork, WorkTurns } from "../../../../lib/broker/server/work_turns.ts";

const { signal } = new AbortController();

Deno.test("WorkTurns runs requests in order, but new requests before old ones", async () => {
  const turns = new WorkTurns({ sliceMs: 1 });
  const order: string[] = [];
  const ask = (name: string, turnCount: number): Promise<void> =>
    turns.next(turnCount).then(() => void order.push(name));
  const old = ["old 1", "old 2"].map((name) => ask(name, 100));
  const young = Array.from({ length: 8 }, (_, index) => ask(`young ${index + 1}`, 0));
  assert.equal(turns.waitingCount, 10);
  await Promise.all([...old, ...young]);
  assert.deepEqual(order, [
    ...Array.from({ length: 7 }, (_, index) => `young ${index + 1}`),
    "old 1",
    "young 8",
    "old 2",
  ]);
});

Deno.test("RequestWork.map() lets others work after each slice", async () => {
  const turns = new WorkTurns({ sliceMs: 0 });
  const order: string[] = [];
  const steps = (name: string): Promise<unknown> =>
    new RequestWork(turns, signal).map([1, 2, 3], (step) => order.push(`${name}${step}`));
  await Promise.all([steps("a"), steps("b")]);
  assert.deepEqual(order, ["a1", "b1", "a2", "b2", "a3", "b3"]);
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
