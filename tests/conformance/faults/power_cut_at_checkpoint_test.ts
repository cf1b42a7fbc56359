import assert from "node:assert/strict";
import { replayPowerLoss } from "../../support/broker_faults/power_loss.ts";

/** Enough writes for a checkpoint, after which the write-ahead log starts again. */
const load = { requests: 100, valueBytes: 20_000 };
const linuxAlone = { ignore: Deno.build.os !== "linux" };

Deno.test("a power cut near a checkpoint loses nothing acknowledged", linuxAlone, async () => {
  const folder = await Deno.makeTempDir({ prefix: "wah-power-" });
  try {
    const options = { ...load, sync: "full", every: 300, random: Math.random } as const;
    const report = await replayPowerLoss(folder, options);
    assert.deepEqual(report.losses, []);
    assert.equal(report.promises, 2 * 4 * load.requests);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
