import assert from "node:assert/strict";
import type { HealthReport } from "../../../commands/health/_check.ts";
import { watchHealth } from "../../../commands/health/_poll.ts";

function healthWith(controller: number | null, topicCount: number): HealthReport {
  const kafka = {
    healthy: true,
    reasons: [],
    clusterId: "c",
    controller,
    brokers: [],
    topicCount,
    partitionCount: 0,
    leaderless: [],
    offline: [],
    underReplicated: [],
  };
  return { healthy: true, reasons: [], kafka, redpanda: null };
}

/** Watches the given results in turn, and returns those that are reported. */
async function reported(found: readonly HealthReport[]): Promise<HealthReport[]> {
  const reports: HealthReport[] = [];
  const stop = new AbortController();
  const left = [...found];
  const look = (): Promise<HealthReport> => {
    const next = left.shift();
    if (next !== undefined) return Promise.resolve(next);
    stop.abort(new Error("That was all"));
    return Promise.resolve(found.at(-1)!);
  };
  const listener = {
    onReport: (report: HealthReport): Promise<void> => Promise.resolve(void reports.push(report)),
    onFailure: (): Promise<void> => Promise.resolve(),
  };
  const watching = watchHealth(look, listener, { intervalMs: 1, signal: stop.signal });
  await assert.rejects(watching, /That was all/);
  return reports;
}

Deno.test("watchHealth() does not report another controller as a change", async () => {
  const [first, other] = [healthWith(1, 5), healthWith(2, 5)];
  assert.deepEqual(await reported([first, other, first]), [first]);
});

Deno.test("watchHealth() reports a controller that is lost or found", async () => {
  const [with1, without] = [healthWith(1, 5), healthWith(null, 5)];
  assert.deepEqual(await reported([with1, without, with1]), [with1, without, with1]);
});

Deno.test("watchHealth() reports any other change", async () => {
  const [before, after] = [healthWith(1, 5), healthWith(1, 6)];
  assert.deepEqual(await reported([before, after, after]), [before, after]);
});
