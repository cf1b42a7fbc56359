import assert from "node:assert/strict";
import { httpGet } from "../../../lib/redpanda/http_get.ts";
import { startAdminApi } from "../../support/peers/admin_api.ts";
import { closedAddress, listen } from "../../support/peers/listener.ts";

const options = {
  headers: {},
  isDirect: true,
  maxBytes: 100,
  signal: new AbortController().signal,
} as const;

for (const isDirect of [true, false]) {
  Deno.test(`httpGet() does not follow a redirect, direct: ${isDirect}`, async () => {
    await using api = startAdminApi(() => Response.redirect("http://127.0.0.1:1/x"));
    const response = await httpGet(api.url, { ...options, isDirect });
    assert.deepEqual(response, { status: 302, location: "http://127.0.0.1:1/x", text: "" });
  });
}

Deno.test("httpGet() connects to an IPv6 address directly", async () => {
  await using server = listen(async (connection) => {
    await connection.read(new Uint8Array(1024));
    await connection.write(new TextEncoder().encode("HTTP/1.0 200 OK\r\n\r\nyes"));
  }, "::1");
  const response = await httpGet(new URL(`http://[::1]:${server.address.port}`), options);
  assert.deepEqual(response, { status: 200, location: null, text: "yes" });
});

Deno.test("httpGet() over TLS sends nothing in clear text", async () => {
  const received: number[] = [];
  await using server = listen(async (connection) => {
    const buffer = new Uint8Array(1024);
    const count = await connection.read(buffer);
    received.push(...buffer.subarray(0, count ?? 0));
  });
  const url = new URL(`https://127.0.0.1:${server.address.port}`);
  await assert.rejects(httpGet(url, { ...options, headers: { authorization: "secret" } }));
  const tlsHandshake = 22;
  assert.equal(received[0], tlsHandshake);
});

Deno.test("httpGet() over TLS throws why the server cannot be reached", async () => {
  const url = new URL(`https://127.0.0.1:${closedAddress().port}`);
  await assert.rejects(httpGet(url, options), /refused/i);
});

Deno.test("httpGet() over TLS stops when the signal aborts", async () => {
  const stop = new AbortController();
  await using server = listen(async (connection) => {
    stop.abort(new Error("enough"));
    await connection.read(new Uint8Array(1024));
  });
  const url = new URL(`https://127.0.0.1:${server.address.port}`);
  await assert.rejects(httpGet(url, { ...options, signal: stop.signal }), { message: "enough" });
});
