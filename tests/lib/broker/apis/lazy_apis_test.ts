import assert from "node:assert/strict";
import { lazyApis } from "../../../../lib/broker/apis/lazy_apis.ts";

for (const served of lazyApis) {
  Deno.test(`the table and the handler of ${served.name} have the same values`, async () => {
    const { api, minVersion, maxVersion } = await served.load();
    const { load: _, ...row } = served;
    const { key, name, flexibleSince } = api;
    assert.deepEqual(row, { key, name, flexibleSince, minVersion, maxVersion });
    assert.ok(minVersion >= api.minVersion && maxVersion <= api.maxVersion);
  });
}
