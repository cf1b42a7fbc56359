import assert from "node:assert/strict";
import { bytesText, durationText } from "../../../lib/text/units.ts";

Deno.test("durationText() prints the two largest units", () => {
  const shown = [0, 1, 999, 1_000, 61_000, 3_600_000, 3_661_000, 90_000_000, 86_400_000 + 5_000];
  assert.deepEqual(shown.map(durationText), [
    ...["0s", "<1s", "<1s", "1s", "1m 1s", "1h", "1h 1m", "1d 1h", "1d"],
  ]);
});

Deno.test("bytesText() prints the largest unit of which there is at least one", () => {
  const shown = [0, 1023, 1024, 1536, 10 * 1024, 1024 ** 2, 2.5 * 1024 ** 3, 1024n ** 5n];
  assert.deepEqual(shown.map(bytesText), [
    ...["0 B", "1023 B", "1.0 KiB", "1.5 KiB", "10 KiB", "1.0 MiB", "2.5 GiB", "1.0 PiB"],
  ]);
});
