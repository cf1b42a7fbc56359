import assert from "node:assert/strict";
import { type PowerLossReport, replayPowerLoss } from "../support/broker_faults/power_loss.ts";

const requests = 10;
/** Two runs of three connections that append and one that commits offsets. */
const promises = 2 * 4 * requests;
const linuxAlone = { ignore: Deno.build.os !== "linux" };

async function replay(sync: "full" | "normal"): Promise<PowerLossReport> {
  const folder = await Deno.makeTempDir({ prefix: "wah-power-" });
  try {
    const random = Math.random;
    return await replayPowerLoss(folder, { requests, valueBytes: 50, sync, every: 4, random });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test(
  "a power cut loses nothing that the embedded broker acknowledged",
  linuxAlone,
  async () => {
    const report = await replay("full");
    assert.deepEqual(report.losses, []);
    assert.equal(report.promises, promises);
    assert.ok(report.cuts > promises);
  },
);

Deno.test("a power cut loses acknowledged records with --sync normal", linuxAlone, async () => {
  const report = await replay("normal");
  assert.equal(report.promises, promises);
  assert.ok(report.losses.length > 0, `${report.cuts} cuts took nothing`);
});
