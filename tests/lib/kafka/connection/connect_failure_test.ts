import assert from "node:assert/strict";
import { certificate } from "../../../support/peers/certificate.ts";
import {
  answers,
  closedAddress,
  drain,
  listen,
  listenTls,
} from "../../../support/peers/listener.ts";
import { lost, versionsAnswer } from "./_connections.ts";

Deno.test("openConnection() reports a closed port", async () => {
  const address = closedAddress();
  const error = await lost(address);
  assert.equal(error.finding, "refused");
  assert.equal(
    error.message,
    `Cannot reach the broker at 127.0.0.1:${address.port}: connection refused`,
  );
  assert.ok(error.hint);
});

Deno.test("openConnection() reports an unknown host name", async () => {
  const error = await lost({ host: "no-such-host.invalid", port: 9092 });
  assert.equal(error.finding, "unresolved");
});

Deno.test("openConnection() recognizes an HTTP response", async () => {
  await using listener = listen(answers("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const error = await lost(listener.address);
  assert.equal(error.finding, "http");
  assert.match(error.message, /speaks HTTP, not Kafka$/);
});

Deno.test("openConnection() recognizes a real HTTP server", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("hello"),
  );
  const error = await lost({ host: "127.0.0.1", port: server.addr.port });
  assert.equal(error.finding, "http");
});

Deno.test("openConnection() recognizes an HTTP server that closes silently", async () => {
  await using listener = listen(async (connection) => {
    const buffer = new Uint8Array(1024);
    const count = await connection.read(buffer) ?? 0;
    const isHttp = new TextDecoder().decode(buffer.subarray(0, count)).startsWith("GET ");
    if (isHttp) await connection.write(new TextEncoder().encode("HTTP/1.1 404 Not Found\r\n\r\n"));
  });
  const error = await lost(listener.address);
  assert.equal(error.finding, "http");
});

Deno.test("openConnection() recognizes a TLS server that stays silent", async () => {
  await using listener = listenTls(drain);
  const error = await lost(listener.address);
  assert.equal(error.finding, "tls");
});

Deno.test("openConnection() does not trust a certificate of an unknown authority", async () => {
  await using listener = listenTls(answers(versionsAnswer(0)));
  const error = await lost(listener.address, { tls: {} });
  assert.equal(error.finding, "certificate");
  assert.equal(error.hint, "Set the CA that signed it, if you trust it");
});

Deno.test("openConnection() does not trust a certificate for another name", async () => {
  await using listener = listenTls(answers(versionsAnswer(0)));
  const tls = { ca: certificate, servername: "kafka.example" };
  const error = await lost(listener.address, { tls });
  assert.equal(error.finding, "certificate-name");
  assert.match(error.message, /is for other hosts \(DNS:localhost, IP Address:127\.0\.0\.1/);
});

Deno.test("openConnection() recognizes HTTP over TLS", async () => {
  await using listener = listenTls(answers("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const error = await lost(listener.address, { tls: { ca: certificate } });
  assert.equal(error.finding, "http");
});

Deno.test("openConnection() recognizes TLS by its alert", async () => {
  await using listener = listen(answers(new Uint8Array([0x15, 3, 3, 0, 2, 2, 80])));
  const error = await lost(listener.address);
  assert.equal(error.finding, "tls");
});

Deno.test("openConnection() recognizes a plaintext port if TLS is configured", async () => {
  await using listener = listen(answers("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const error = await lost(listener.address, { tls: {} });
  assert.equal(error.finding, "plaintext");
});

Deno.test("openConnection() reports a TLS handshake that the other side ended", async () => {
  await using listener = listen(async (connection) => {
    await connection.read(new Uint8Array(1024));
  });
  const error = await lost(listener.address, { tls: {} });
  assert.equal(error.finding, "closed");
  assert.match(error.message, /TLS handshake/);
});

Deno.test("openConnection() does not wait for an answer of absurd length", async () => {
  for (const size of ["SSH-2.0-x\r\n", "\xff\xff\xff\xfc", "\0\0\0\x02ab"]) {
    await using listener = listen(answers(Uint8Array.from(size, (c) => c.charCodeAt(0))));
    const error = await lost(listener.address);
    assert.equal(error.finding, "foreign");
  }
});

Deno.test("openConnection() does not accept a short answer as a broker's", async () => {
  await using listener = listen(answers(new Uint8Array([0, 0, 0, 6, 0, 0, 0, 0, 0, 0])));
  const error = await lost(listener.address);
  assert.equal(error.finding, "foreign");
});

Deno.test("openConnection() times out if a listener never answers", async () => {
  await using listener = listen(drain);
  const error = await lost(listener.address, { connectTimeoutMs: 20 });
  assert.equal(error.finding, "timeout");
  assert.match(error.message, /within 20 ms$/);
});

Deno.test("openConnection() times out if a TLS handshake is never answered", async () => {
  await using listener = listen(drain);
  const error = await lost(listener.address, { tls: {}, connectTimeoutMs: 50 });
  assert.equal(error.finding, "timeout");
  assert.match(error.message, /within 50 ms$/);
});

Deno.test("openConnection() reports that the other side closed the connection", async () => {
  await using listener = listen(async (connection) => {
    await connection.read(new Uint8Array(1024));
  });
  const error = await lost(listener.address);
  assert.equal(error.finding, "closed");
});
