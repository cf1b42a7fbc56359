import assert from "node:assert/strict";
import { DataWatch } from "../../../lib/broker/data_watch.ts";
import { ManualClock } from "./_manual_clock.ts";

Deno.test("DataWatch checks once a second until it is disposed of", () => {
  const clock = new ManualClock();
  let checks = 0;
  {
    using _watch = new DataWatch(clock, () => checks++);
    clock.advance(999);
    assert.equal(checks, 0);
    clock.advance(2001);
    assert.equal(checks, 3);
  }
  clock.advance(5000);
  assert.deepEqual([checks, clock.timerCount], [3, 0]);
});
