import assert from "node:assert/strict";
import { Connection } from "../../../../lib/kafka/connection/connection.ts";
import { ConnectionLostError } from "../../../../lib/kafka/connection/connection_error.ts";
import { certificate } from "../../../support/certificate.ts";
import { answers, drain, listen, listenTls } from "../../../support/listener.ts";
import { greets, never, open, versionsAnswer } from "./_connections.ts";

const metadataRequest = {
  apiKey: 3,
  apiName: "Metadata",
  apiVersion: 1,
  body: new Uint8Array([0, 0, 0, 0]),
};

Deno.test("Connection.open() speaks TLS with a broker whose authority is trusted", async () => {
  await using listener = listenTls(answers(versionsAnswer(0)));
  const connection = await open(listener.address, { tls: { ca: certificate } });
  assert.deepEqual([...connection.versions.keys()], [3]);
  await connection.close();
});

Deno.test("Connection.open() finds a localhost that listens on IPv4 only", async () => {
  await using listener = listen(answers(versionsAnswer(0)), "127.0.0.1");
  const connection = await open({ host: "localhost", port: listener.address.port });
  await connection.close();
});

Deno.test("Connection.open() finds a localhost that listens on IPv6 only", async () => {
  await using listener = listen(answers(versionsAnswer(0)), "::1");
  const connection = await open({ host: "localhost", port: listener.address.port });
  await connection.close();
});

Deno.test("Connection.open() takes an IPv6 literal", async () => {
  await using listener = listen(answers(versionsAnswer(0)), "::1");
  const connection = await open(listener.address);
  await connection.close();
});

Deno.test("Connection.open() stops with the signal's reason", async () => {
  await using listener = listen(drain);
  const stop = new AbortController();
  const opening = Connection.open(listener.address, {
    config: { brokers: [listener.address] },
    connectTimeoutMs: 60_000,
    signal: stop.signal,
  });
  const reason = new Error("enough");
  stop.abort(reason);
  await assert.rejects(opening, reason);
});

Deno.test("Connection learns the broker's versions", async () => {
  await using listener = greets(drain);
  const connection = await open(listener.address);
  assert.deepEqual([...connection.versions], [[3, { min: 0, max: 12 }]]);
  await connection.close();
});

Deno.test("Connection.send() returns what is behind the correlation id", async () => {
  await using listener = greets(async (connection) => {
    await connection.read(new Uint8Array(1024));
    await connection.write(new Uint8Array([0, 0, 0, 7]));
    await connection.write(new Uint8Array([0, 0, 0, 1, 10, 11, 12]));
    await drain(connection);
  });
  const connection = await open(listener.address);
  const answer = await connection.send(metadataRequest, never);
  assert.deepEqual(answer, new Uint8Array([10, 11, 12]));
  await connection.close();
});

Deno.test("Connection.send() rejects when an answer is cut short", async () => {
  await using listener = greets(async (connection) => {
    await connection.read(new Uint8Array(1024));
    await connection.write(new Uint8Array([0, 0, 0, 7, 0, 0]));
  });
  const connection = await open(listener.address);
  const lost = { name: "ConnectionLostError", finding: "closed" };
  await assert.rejects(connection.send(metadataRequest, never), { ...lost, isUnsent: false });
  assert.equal(connection.isOpen, false);
  await assert.rejects(connection.send(metadataRequest, never), { ...lost, isUnsent: true });
  await connection.close();
});

Deno.test("Connection.send() rejects when an answer has an absurd length", async () => {
  await using listener = greets(answers(new Uint8Array([0x7f, 0xff, 0xff, 0xff])));
  const connection = await open(listener.address);
  await assert.rejects(connection.send(metadataRequest, never), { finding: "foreign" });
  await connection.close();
});

Deno.test("Connection.send() stops at once with the signal's reason", async () => {
  await using listener = greets(drain);
  const connection = await open(listener.address);
  const stop = new AbortController();
  const sending = connection.send(metadataRequest, stop.signal);
  stop.abort(new Error("enough"));
  await assert.rejects(sending, { message: "enough" });
  assert.equal(connection.isOpen, false);
  await connection.closed;
});

Deno.test("Connection.send() leaves the connection to others when it is aborted", async () => {
  await using listener = greets(async (connection) => {
    await connection.read(new Uint8Array(1024));
    await connection.write(new Uint8Array([0, 0, 0, 5, 0, 0, 0, 1, 10]));
    await connection.write(new Uint8Array([0, 0, 0, 5, 0, 0, 0, 2, 20]));
    await drain(connection);
  });
  const connection = await open(listener.address);
  const stop = new AbortController();
  const aborted = assert.rejects(connection.send(metadataRequest, stop.signal));
  const other = connection.send(metadataRequest, never);
  stop.abort();
  await aborted;
  assert.deepEqual(await other, new Uint8Array([20]));
  await connection.close();
});

Deno.test("Connection.close() ends what waits for an answer", async () => {
  await using listener = greets(drain);
  const connection = await open(listener.address);
  const sending = connection.send(metadataRequest, never);
  const outcome = assert.rejects(sending, ConnectionLostError);
  await connection.close();
  await outcome;
});
