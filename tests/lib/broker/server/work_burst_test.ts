import assert from "node:assert/strict";
import { WorkBurst } from "../../../../lib/broker/server/work_burst.ts";

Deno.test("WorkBurst allows a slice, then short stretches, then none", () => {
  const burst = new WorkBurst(4, () => {});
  assert.equal(burst.allowedMs(false), 4);
  burst.add(1);
  assert.equal(burst.allowedMs(false), 3);
  burst.add(3);
  assert.equal(burst.allowedMs(false), 1);
  burst.add(4);
  assert.equal(burst.allowedMs(false), 0);
});

Deno.test("WorkBurst starts from nothing once it is over, and is scheduled once", () => {
  const ends: (() => void)[] = [];
  const burst = new WorkBurst(4, (end) => void ends.push(end));
  burst.add(10);
  burst.add(10);
  assert.equal(ends.length, 1);
  ends[0]!();
  assert.equal(burst.allowedMs(false), 4);
  burst.add(0);
  assert.equal(ends.length, 2);
});

Deno.test("WorkBurst allows short requests when others have to wait already", () => {
  const burst = new WorkBurst(4, () => {});
  burst.add(16);
  assert.deepEqual([burst.allowedMs(false), burst.allowedMs(true)], [0, 1]);
  burst.add(112);
  assert.equal(burst.allowedMs(true), 0);
});
