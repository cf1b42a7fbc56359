import assert from "node:assert/strict";
import { duration } from "../../../commands/_shared/duration.ts";
import { UsageError } from "../../../lib/errors.ts";

const parse = duration("--until-idle");

Deno.test("duration() reads units and their sums as milliseconds", () => {
  const texts = ["500ms", "5s", "1m30s", "1.5h", "2d"];
  assert.deepEqual(texts.map(parse), [500, 5_000, 90_000, 5_400_000, 172_800_000]);
});

for (const text of ["", "5", "0s", "-1s", "5 s", "1x", "s", "30d", "1..5s"]) {
  Deno.test(`duration() rejects "${text}"`, () => {
    assert.throws(() => parse(text), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /for --until-idle: expected a duration, for example/);
      return true;
    });
  });
}
