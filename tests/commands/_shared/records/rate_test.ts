import assert from "node:assert/strict";
import { rateOf } from "../../../../commands/_shared/records/rate.ts";
import { UsageError } from "../../../../lib/errors.ts";

Deno.test("rateOf() returns the milliseconds between two records", () => {
  assert.deepEqual(["100/s", "30/m", "1/h", "0.5", "4"].map(rateOf), [
    ...[10, 2_000, 3_600_000, 2_000, 250],
  ]);
});

for (const text of ["", "0/s", "-1", "1/d", "fast"]) {
  Deno.test(`rateOf() rejects "${text}"`, () => assert.throws(() => rateOf(text), UsageError));
}
