import assert from "node:assert/strict";
import { surviveKills } from "../support/broker_faults/kill_cycles.ts";

/** Each kill costs a start of the broker; `deno task test:kafka` runs fifty. */
const kills = 8;

Deno.test("the embedded broker keeps acknowledged data if it is killed under load", async () => {
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
