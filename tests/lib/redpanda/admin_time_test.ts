import assert from "node:assert/strict";
import { readAdminTime } from "../../../lib/redpanda/admin_time.ts";
import { startAdminApi } from "../../support/peers/admin_api.ts";
import { closedAddress, drain, listen } from "../../support/peers/listener.ts";

const { signal } = new AbortController();

Deno.test("readAdminTime() returns the date of the response, whatever its status", async () => {
  const date = "Tue, 15 Nov 1994 08:12:31 GMT";
  await using api = startAdminApi(() => new Response("no", { status: 403, headers: { date } }));
  assert.equal(await readAdminTime(api.url, signal), Date.UTC(1994, 10, 15, 8, 12, 31));
});

Deno.test("readAdminTime() returns null if there is no server, or no date", async () => {
  assert.equal(
    await readAdminTime(new URL(`http://127.0.0.1:${closedAddress().port}`), signal),
    null,
  );
  await using api = startAdminApi(() => new Response("", { headers: { date: "today" } }));
  assert.equal(await readAdminTime(api.url, signal), null);
  await using rude = listen(() => Promise.resolve());
  assert.equal(await readAdminTime(new URL(`http://127.0.0.1:${rude.address.port}`), signal), null);
});

Deno.test("readAdminTime() ends with the signal", async () => {
  await using silent = listen(drain);
  const timeout = AbortSignal.timeout(50);
  const url = new URL(`http://127.0.0.1:${silent.address.port}`);
  await assert.rejects(readAdminTime(url, timeout), { name: "TimeoutError" });
});
