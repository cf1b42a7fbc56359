import assert from "node:assert/strict";
import { surviveKills } from "../../support/broker_faults/kill_cycles.ts";

const kills = 50;

Deno.test("the embedded broker keeps everything acknowledged over fifty kills", async () => {
  const folder = await Deno.makeTempDir({ prefix: "wah-kill-" });
  try {
    const tally = await surviveKills(folder, kills);
    for (const [what, count] of Object.entries(tally)) {
      assert.ok(count >= kills, `${count} ${what} in ${kills} lives`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
