import assert from "node:assert/strict";
import { isPortTaken } from "../../../../lib/broker/background/port_taken.ts";
import { closedAddress, drain, listen } from "../../../support/peers/listener.ts";

Deno.test("isPortTaken() is false if nothing listens", async () => {
  assert.equal(await isPortTaken(closedAddress().port), false);
});

for (const host of ["127.0.0.1", "::1"]) {
  Deno.test(`isPortTaken() is true if anything listens on ${host}`, async () => {
    await using listener = listen(drain, host);
    assert.equal(await isPortTaken(listener.address.port), true);
  });
}
