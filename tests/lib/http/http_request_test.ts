import assert from "node:assert/strict";
import { httpRequest } from "../../../lib/http/http_request.ts";
import { startAdminApi } from "../../support/peers/admin_api.ts";
import {
  adminAuthority,
  adminCertificate,
  adminKey,
} from "../../support/peers/admin_certificate.ts";
import { closedAddress, listen } from "../../support/peers/listener.ts";

const options = {
  headers: {},
  isDirect: true,
  maxBytes: 100,
  signal: new AbortController().signal,
} as const;

for (const isDirect of [true, false]) {
  Deno.test(`httpRequest() does not follow a redirect, direct: ${isDirect}`, async () => {
    await using api = startAdminApi(() => Response.redirect("http://127.0.0.1:1/x"));
    const { dateMs: _, ...response } = await httpRequest(api.url, { ...options, isDirect });
    assert.deepEqual(response, { status: 302, location: "http://127.0.0.1:1/x", text: "" });
  });
}

for (const isDirect of [true, false]) {
  Deno.test(`httpRequest() posts a body, direct: ${isDirect}`, async () => {
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request) => new Response(`${request.method} ${await request.text()}`),
    );
    const url = new URL(`http://127.0.0.1:${server.addr.port}`);
    const { text } = await httpRequest(url, { ...options, isDirect, body: "a=b" });
    assert.equal(text, "POST a=b");
  });
}

for (const isDirect of [true, false]) {
  Deno.test(`httpRequest() accepts an authority of its own, direct: ${isDirect}`, async () => {
    await using server = Deno.serve({
      ...{ hostname: "127.0.0.1", port: 0, onListen: () => {} },
      ...{ cert: adminCertificate, key: adminKey },
    }, () => new Response("yes"));
    const url = new URL(`https://127.0.0.1:${server.addr.port}`);
    const trusting = { ...options, isDirect, authorities: [adminAuthority] };
    assert.equal((await httpRequest(url, trusting)).text, "yes");
    await assert.rejects(httpRequest(url, { ...options, isDirect }));
  });
}

Deno.test("httpRequest() connects to an IPv6 address directly", async () => {
  await using server = listen(async (connection) => {
    await connection.read(new Uint8Array(1024));
    await connection.write(new TextEncoder().encode("HTTP/1.0 200 OK\r\n\r\nyes"));
  }, "::1");
  const response = await httpRequest(new URL(`http://[::1]:${server.address.port}`), options);
  assert.deepEqual(response, { status: 200, location: null, dateMs: null, text: "yes" });
});

Deno.test("httpRequest() over TLS sends nothing in clear text", async () => {
  const received: number[] = [];
  await using server = listen(async (connection) => {
    const buffer = new Uint8Array(1024);
    const count = await connection.read(buffer);
    received.push(...buffer.subarray(0, count ?? 0));
  });
  const url = new URL(`https://127.0.0.1:${server.address.port}`);
  await assert.rejects(httpRequest(url, { ...options, headers: { authorization: "secret" } }));
  const tlsHandshake = 22;
  assert.equal(received[0], tlsHandshake);
});

Deno.test("httpRequest() over TLS throws why the server cannot be reached", async () => {
  const url = new URL(`https://127.0.0.1:${closedAddress().port}`);
  await assert.rejects(httpRequest(url, options), /refused/i);
});

Deno.test("httpRequest() over TLS stops when the signal aborts", async () => {
  const stop = new AbortController();
  await using server = listen(async (connection) => {
    stop.abort(new Error("enough"));
    await connection.read(new Uint8Array(1024));
  });
  const url = new URL(`https://127.0.0.1:${server.address.port}`);
  await assert.rejects(httpRequest(url, { ...options, signal: stop.signal }), {
    message: "enough",
  });
});
