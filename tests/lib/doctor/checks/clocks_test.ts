import assert from "node:assert/strict";
import { compareClocks } from "../../../../lib/doctor/checks/clocks.ts";
import type { Finding } from "../../../../lib/doctor/step.ts";

const whose = "the broker";

function compare(theirMs: number): Finding {
  return compareClocks({ theirMs, askedMs: 1_000_000, answeredMs: 1_000_100, whose });
}

Deno.test("compareClocks() finds no difference within the time of the answer", () => {
  for (const theirMs of [1_000_000, 1_000_050, 1_000_100]) {
    assert.deepEqual(compare(theirMs), {
      status: "ok",
      subject: null,
      text: "the broker has the same time",
      data: { difference_ms: 0 },
    });
  }
});

Deno.test("compareClocks() reports a difference of seconds", () => {
  assert.equal(
    compare(1_005_100).text,
    "the clock of the broker is 5 s ahead of that of this machine",
  );
  assert.deepEqual(compare(995_000).data, { difference_ms: -5000 });
});

Deno.test("compareClocks() calls more than a minute a fault, in both directions", () => {
  assert.equal(compare(1_060_100).status, "ok");
  const faults = [1_160_101, 1_000_100 + 7_500_000, 0].map((theirMs) => compare(theirMs).fault);
  assert.deepEqual(faults.map((fault) => fault?.message), [
    "Cannot rely on times: the clock of the broker is 2 min 40 s ahead of that of this machine",
    "Cannot rely on times: the clock of the broker is 2 h 5 min ahead of that of this machine",
    "Cannot rely on times: the clock of the broker is 16 min 40 s behind that of this machine",
  ]);
  assert.deepEqual(faults.map((fault) => fault?.code), ["clock", "clock", "clock"]);
});
