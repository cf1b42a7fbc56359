import assert from "node:assert/strict";
import { openConnection } from "../../../../lib/kafka/connection/open_connection.ts";
import { ConnectionLostError } from "../../../../lib/kafka/connection/connection_error.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { certificate } from "../../../support/peers/certificate.ts";
import { answers, drain, listen, listenTls } from "../../../support/peers/listener.ts";
import { greets, never, open, versionsAnswer } from "./_connections.ts";

const metadataRequest = {
  api: metadata,
  version: 1,
  body: { topics: [] },
  timeoutMs: 60_000,
  signal: never,
};

/** A Metadata v1 answer without brokers and topics; its controller is `controllerId`. */
function metadataAnswer(correlationId: number, controllerId: number): Uint8Array {
  return new Uint8Array([
    ...[0, 0, 0, 16, 0, 0, 0, correlationId],
    ...[0, 0, 0, 0, 0, 0, 0, controllerId, 0, 0, 0, 0],
  ]);
}

Deno.test("openConnection() speaks TLS with a broker whose authority is trusted", async () => {
  await using listener = listenTls(answers(versionsAnswer(0)));
  const connection = await open(listener.address, { tls: { ca: certificate } });
  assert.deepEqual([...connection.versions.keys()], [3]);
  await connection.close();
});

Deno.test("openConnection() finds a localhost that listens on IPv4 only", async () => {
  await using listener = listen(answers(versionsAnswer(0)), "127.0.0.1");
  const connection = await open({ host: "localhost", port: listener.address.port });
  await connection.close();
});

Deno.test("openConnection() finds a localhost that listens on IPv6 only", async () => {
  await using listener = listen(answers(versionsAnswer(0)), "::1");
  const connection = await open({ host: "localhost", port: listener.address.port });
  await connection.close();
});

Deno.test("openConnection() accepts an IPv6 literal", async () => {
  await using listener = listen(answers(versionsAnswer(0)), "::1");
  const connection = await open(listener.address);
  await connection.close();
});

Deno.test("openConnection() stops with the signal's reason", async () => {
  await using listener = listen(drain);
  const stop = new AbortController();
  const opening = openConnection(listener.address, {
    config: { brokers: [listener.address] },
    connectTimeoutMs: 60_000,
    signal: stop.signal,
  });
  const reason = new Error("enough");
  stop.abort(reason);
  await assert.rejects(opening, reason);
});

Deno.test("openConnection() learns the broker's versions", async () => {
  await using listener = greets(drain);
  const connection = await open(listener.address);
  assert.deepEqual([...connection.versions], [[3, { min: 0, max: 12 }]]);
  await connection.close();
});

Deno.test("Connection.send() returns the decoded answer, in any pieces", async () => {
  await using listener = greets(async (connection) => {
    await connection.read(new Uint8Array(1024));
    for (const byte of metadataAnswer(1, 7)) await connection.write(new Uint8Array([byte]));
    await drain(connection);
  });
  const connection = await open(listener.address);
  assert.equal((await connection.send(metadataRequest)).controllerId, 7);
  await connection.close();
});

Deno.test("Connection.send() over TLS returns the decoded answer, in any pieces", async () => {
  await using listener = listenTls(async (connection) => {
    await connection.read(new Uint8Array(1024));
    for (const byte of versionsAnswer(0)) await connection.write(new Uint8Array([byte]));
    await connection.read(new Uint8Array(1024));
    for (const byte of metadataAnswer(1, 7)) await connection.write(new Uint8Array([byte]));
    await drain(connection);
  });
  const connection = await open(listener.address, { tls: { ca: certificate } });
  assert.equal((await connection.send(metadataRequest)).controllerId, 7);
  await connection.close();
});

Deno.test("Connection.send() rejects when an answer is cut short", async () => {
  await using listener = greets(async (connection) => {
    await connection.read(new Uint8Array(1024));
    await connection.write(new Uint8Array([0, 0, 0, 7, 0, 0]));
  });
  const connection = await open(listener.address);
  const lost = { name: "ConnectionLostError", finding: "closed" };
  await assert.rejects(connection.send(metadataRequest), { ...lost, isUnsent: false });
  assert.equal(connection.isOpen, false);
  await assert.rejects(connection.send(metadataRequest), { ...lost, isUnsent: true });
  await connection.close();
});

Deno.test("Connection.send() over TLS rejects when an answer is cut short", async () => {
  await using listener = listenTls(async (connection) => {
    await connection.read(new Uint8Array(1024));
    await connection.write(versionsAnswer(0));
    await connection.read(new Uint8Array(1024));
    await connection.write(new Uint8Array([0, 0, 0, 7, 0, 0]));
  });
  const connection = await open(listener.address, { tls: { ca: certificate } });
  await assert.rejects(connection.send(metadataRequest), {
    name: "ConnectionLostError",
    finding: "closed",
    isUnsent: false,
  });
  await connection.close();
});

Deno.test("Connection.send() rejects when an answer has an absurd length", async () => {
  await using listener = greets(answers(new Uint8Array([0x7f, 0xff, 0xff, 0xff])));
  const connection = await open(listener.address);
  await assert.rejects(connection.send(metadataRequest), { finding: "foreign" });
  await connection.close();
});

Deno.test("Connection.send() names the broker whose answer cannot be read", async () => {
  await using listener = greets(answers(new Uint8Array([0, 0, 0, 6, 0, 0, 0, 1, 9, 9])));
  const connection = await open(listener.address);
  const { port } = listener.address;
  await assert.rejects(connection.send(metadataRequest), {
    name: "FailedError",
    message: new RegExp(
      `^Cannot read the answer of 127\\.0\\.0\\.1:${port}: Cannot decode Metadata`,
    ),
  });
  assert.equal(connection.isOpen, true);
  await connection.close();
});

Deno.test("Connection.send() times out if the broker sends nothing", async () => {
  await using listener = greets(drain);
  const connection = await open(listener.address);
  await assert.rejects(connection.send({ ...metadataRequest, timeoutMs: 20 }), {
    name: "ConnectionLostError",
    finding: "timeout",
    found: "no answer within 20 ms",
    isUnsent: false,
  });
  assert.equal(connection.isOpen, false);
  await connection.closed;
});

Deno.test("Connection.send() stops at once with the signal's reason", async () => {
  await using listener = greets(drain);
  const connection = await open(listener.address);
  const stop = new AbortController();
  const sending = connection.send({ ...metadataRequest, signal: stop.signal });
  stop.abort(new Error("enough"));
  await assert.rejects(sending, { message: "enough" });
  assert.equal(connection.isOpen, false);
  await connection.closed;
});

Deno.test("Connection.send() leaves the connection to others when it is aborted", async () => {
  await using listener = greets(async (connection) => {
    await connection.read(new Uint8Array(1024));
    await connection.write(metadataAnswer(1, 10));
    await connection.write(metadataAnswer(2, 20));
    await drain(connection);
  });
  const connection = await open(listener.address);
  const stop = new AbortController();
  const abandoned = connection.send({ ...metadataRequest, signal: stop.signal });
  const aborted = assert.rejects(abandoned);
  const other = connection.send(metadataRequest);
  // Only a request that has been sent is answered.
  await Promise.resolve();
  await Promise.resolve();
  stop.abort();
  await aborted;
  assert.equal((await other).controllerId, 20);
  await connection.close();
});

Deno.test("Connection.close() rejects pending requests", async () => {
  await using listener = greets(drain);
  const connection = await open(listener.address);
  const outcome = assert.rejects(connection.send(metadataRequest), ConnectionLostError);
  await connection.close();
  await outcome;
});

Deno.test("Connection.close() over TLS rejects pending requests", async () => {
  await using listener = listenTls(answers(versionsAnswer(0)));
  const connection = await open(listener.address, { tls: { ca: certificate } });
  const outcome = assert.rejects(connection.send(metadataRequest), ConnectionLostError);
  await connection.close();
  await outcome;
});
