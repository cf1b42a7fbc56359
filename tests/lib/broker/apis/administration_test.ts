import assert from "node:assert/strict";
import { administration } from "../../../../lib/broker/apis/administration.ts";

for (const served of administration) {
  Deno.test(`the table and the handler of ${served.name} have the same values`, async () => {
    const { api, minVersion, maxVersion } = await served.load();
    const { load: _, ...row } = served;
    const { key, name, flexibleSince } = api;
    assert.deepEqual(row, { key, name, flexibleSince, minVersion, maxVersion });
    assert.ok(minVersion >= api.minVersion && maxVersion <= api.maxVersion);
  });
}
