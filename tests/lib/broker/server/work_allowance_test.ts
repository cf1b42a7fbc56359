import assert from "node:assert/strict";
import { WorkAllowance } from "../../../../lib/broker/server/work_allowance.ts";

Deno.test("WorkAllowance starts with an eighth and grows with time up to its maximum", () => {
  const allowance = new WorkAllowance({ maxMs: 4, gain: 0.5 }, 100);
  assert.equal(allowance.leftMs(100), 0.5);
  assert.equal(allowance.leftMs(104), 2.5);
  assert.equal(allowance.leftMs(1000), 4);
});

Deno.test("WorkAllowance is spent by work, and its debt is limited", () => {
  const allowance = new WorkAllowance({ maxMs: 4, gain: 0.5 }, 0);
  allowance.spend(3, 100);
  assert.equal(allowance.leftMs(100), 1);
  allowance.spend(1000, 100);
  assert.equal(allowance.leftMs(100), -4);
  assert.equal(allowance.leftMs(110), 1);
});
