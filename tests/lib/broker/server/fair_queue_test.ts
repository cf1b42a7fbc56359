import assert from "node:assert/strict";
import { FairQueue } from "../../../../lib/broker/server/fair_queue.ts";

function takeAll(queue: FairQueue<string>): string[] {
  const taken: string[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) taken.push(next);
  return taken;
}

Deno.test("FairQueue serves the item that used least, and equal ones in order", () => {
  const queue = new FairQueue<string>();
  queue.add("much", 10);
  queue.add("little 1", 1);
  queue.add("little 2", 1);
  queue.add("some", 5);
  assert.equal(queue.length, 4);
  assert.deepEqual(takeAll(queue), ["little 1", "little 2", "some", "much"]);
  assert.equal(queue.length, 0);
});

Deno.test("FairQueue counts a new item as having used as much as the last one served", () => {
  const queue = new FairQueue<string>();
  assert.equal(queue.add("old", 50), 50);
  assert.equal(queue.take(), "old");
  assert.equal(queue.add("new", 0), 50);
});

Deno.test("FairQueue serves an item that used much although newcomers keep arriving", () => {
  const queue = new FairQueue<string>();
  queue.add("old", 5);
  let served = "";
  let usedMs = queue.add("new", 0);
  for (let turn = 0; served !== "old"; turn++) {
    assert.ok(turn < 10, "it waits too long");
    served = queue.take()!;
    // Each newcomer uses a millisecond and is followed by one that has used as much.
    usedMs = queue.add("new", usedMs + 1);
  }
});
