import assert from "node:assert/strict";
import { lagTrend, type TopicLag } from "../../../commands/group/_lag_trend.ts";

function look(committed: bigint, end: bigint): TopicLag {
  return { topic: "t", partitions: 1, lag: end - committed, committed, end, lagMs: null };
}

Deno.test("lagTrend() computes rates and the time until the lag is gone", () => {
  assert.deepEqual(lagTrend(look(0n, 100n), look(30n, 110n), 10_000), {
    consumedPerSecond: 3,
    producedPerSecond: 1,
    caughtUpInMs: 40_000,
  });
});

Deno.test("lagTrend() has no such time if the lag grows, and 0 if there is none", () => {
  assert.equal(lagTrend(look(0n, 100n), look(1n, 200n), 1_000).caughtUpInMs, null);
  assert.equal(lagTrend(look(0n, 100n), look(200n, 200n), 1_000).caughtUpInMs, 0);
});
