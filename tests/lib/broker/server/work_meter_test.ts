import assert from "node:assert/strict";
import { WorkMeter } from "../../../../lib/broker/server/work_meter.ts";

Deno.test("WorkMeter counts no time while no request runs", () => {
  const meter = new WorkMeter();
  assert.equal(meter.start(100), 0);
  assert.equal(meter.stop(103), 3);
  assert.equal(meter.shareMs(1000), 3);
});

Deno.test("WorkMeter divides time among the requests that run", () => {
  const meter = new WorkMeter();
  const first = meter.start(0);
  const second = meter.start(10);
  const firstMs = meter.stop(30) - first;
  const secondMs = meter.stop(35) - second;
  assert.deepEqual([firstMs, secondMs], [20, 15]);
});
