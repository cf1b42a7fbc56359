import assert from "node:assert/strict";
import { durationText } from "../../../commands/group/_durations.ts";

Deno.test("durationText() prints the two largest units", () => {
  const shown = [0, 1, 999, 1_000, 61_000, 3_600_000, 3_661_000, 90_000_000, 86_400_000 + 5_000];
  assert.deepEqual(shown.map(durationText), [
    ...["0s", "<1s", "<1s", "1s", "1m 1s", "1h", "1h 1m", "1d 1h", "1d"],
  ]);
});
