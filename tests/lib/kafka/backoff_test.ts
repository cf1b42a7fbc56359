import assert from "node:assert/strict";
import { backoffMs } from "../../../lib/kafka/backoff.ts";

Deno.test("backoffMs() doubles from 50 ms up to a second", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7, 2000].map(backoffMs), [
    0,
    50,
    100,
    200,
    400,
    800,
    1000,
    1000,
    1000,
  ]);
});
