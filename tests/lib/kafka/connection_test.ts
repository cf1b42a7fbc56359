import assert from "node:assert/strict";
import type { Address, KafkaConfig } from "../../../lib/kafka/config.ts";
import { Connection } from "../../../lib/kafka/connection.ts";
import { ConnectionLostError } from "../../../lib/kafka/connection_error.ts";
import { certificate } from "../../support/certificate.ts";
import {
  answers,
  closedAddress,
  drain,
  listen,
  listenTls,
  type StrangeListener,
} from "../../support/listener.ts";

const never = new AbortController().signal;

function open(address: Address, options: Partial<KafkaConfig> = {}): Promise<Connection> {
  return Connection.open(address, {
    config: { brokers: [address], ...options },
    connectTimeoutMs: options.connectTimeoutMs ?? 60_000,
    signal: never,
  });
}

async function failure(address: Address, options: Partial<KafkaConfig> = {}): Promise<Error> {
  try {
    await open(address, options);
  } catch (error) {
    assert.ok(error instanceof Error);
    return error;
  }
  throw new Error("The connection was opened");
}

async function lost(
  address: Address,
  options: Partial<KafkaConfig> = {},
): Promise<ConnectionLostError> {
  const error = await failure(address, options);
  assert.ok(error instanceof ConnectionLostError, String(error));
  return error;
}

/** An ApiVersions v0-2 answer that offers Metadata 0-12, by the correlation id it is asked with. */
function versionsAnswer(correlationId: number): Uint8Array {
  const bytes = new Uint8Array([
    ...[0, 0, 0, 20, 0, 0, 0, correlationId],
    ...[0, 0, 0, 0, 0, 1, 0, 3, 0, 0, 0, 12],
    ...[0, 0, 0, 0],
  ]);
  return bytes;
}

/** Greets like a broker, then does `rest`. */
function greets(rest: (connection: Deno.Conn) => Promise<void>): StrangeListener {
  return listen(async (connection) => {
    await connection.read(new Uint8Array(1024));
    await connection.write(versionsAnswer(0));
    await rest(connection);
  });
}

const metadataRequest = {
  apiKey: 3,
  apiName: "Metadata",
  apiVersion: 1,
  body: new Uint8Array([0, 0, 0, 0]),
};

Deno.test("Connection.open() says that a port is closed", async () => {
  const address = closedAddress();
  const error = await lost(address);
  assert.equal(error.finding, "refused");
  assert.equal(
    error.message,
    `Cannot reach the broker at 127.0.0.1:${address.port}: connection refused`,
  );
  assert.ok(error.hint);
});

Deno.test("Connection.open() says that a name is unknown", async () => {
  const error = await lost({ host: "no-such-host.invalid", port: 9092 });
  assert.equal(error.finding, "unresolved");
});

Deno.test("Connection.open() says that a port speaks HTTP", async () => {
  await using listener = listen(answers("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const error = await lost(listener.address);
  assert.equal(error.finding, "http");
  assert.match(error.message, /speaks HTTP, not Kafka$/);
});

Deno.test("Connection.open() tells a real HTTP server", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("hello"),
  );
  const error = await lost({ host: "127.0.0.1", port: server.addr.port });
  assert.equal(error.finding, "http");
});

Deno.test("Connection.open() tells an HTTP server that hangs up on what it does not understand", async () => {
  await using listener = listen(async (connection) => {
    const buffer = new Uint8Array(1024);
    const count = await connection.read(buffer) ?? 0;
    const isHttp = new TextDecoder().decode(buffer.subarray(0, count)).startsWith("GET ");
    if (isHttp) await connection.write(new TextEncoder().encode("HTTP/1.1 404 Not Found\r\n\r\n"));
  });
  const error = await lost(listener.address);
  assert.equal(error.finding, "http");
});

Deno.test("Connection.open() tells a TLS server that hangs up on what it does not understand", async () => {
  await using listener = listenTls(drain);
  const error = await lost(listener.address);
  assert.equal(error.finding, "tls");
});

Deno.test("Connection.open() speaks TLS with a broker whose authority is trusted", async () => {
  await using listener = listenTls(answers(versionsAnswer(0)));
  const connection = await open(listener.address, { tls: { ca: certificate } });
  assert.deepEqual([...connection.versions.keys()], [3]);
  await connection.close();
});

Deno.test("Connection.open() does not trust a certificate of an unknown authority", async () => {
  await using listener = listenTls(answers(versionsAnswer(0)));
  const error = await lost(listener.address, { tls: {} });
  assert.equal(error.finding, "certificate");
});

Deno.test("Connection.open() does not trust a certificate for another name", async () => {
  await using listener = listenTls(answers(versionsAnswer(0)));
  const tls = { ca: certificate, servername: "kafka.example" };
  const error = await lost(listener.address, { tls });
  assert.equal(error.finding, "certificate");
});

Deno.test("Connection.open() says that a TLS port speaks HTTP", async () => {
  await using listener = listenTls(answers("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const error = await lost(listener.address, { tls: { ca: certificate } });
  assert.equal(error.finding, "http");
});

Deno.test("Connection.open() says that a port speaks TLS when it answers with an alert", async () => {
  await using listener = listen(answers(new Uint8Array([0x15, 3, 3, 0, 2, 2, 80])));
  const error = await lost(listener.address);
  assert.equal(error.finding, "tls");
});

Deno.test("Connection.open() says that a port speaks plaintext when TLS was spoken", async () => {
  await using listener = listen(answers("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const error = await lost(listener.address, { tls: {} });
  assert.equal(error.finding, "plaintext");
});

Deno.test("Connection.open() says that the TLS handshake was ended by the other side", async () => {
  await using listener = listen(async (connection) => {
    await connection.read(new Uint8Array(1024));
  });
  const error = await lost(listener.address, { tls: {} });
  assert.equal(error.finding, "closed");
  assert.match(error.message, /TLS handshake/);
});

Deno.test("Connection.open() does not wait for an answer of absurd length", async () => {
  for (const size of ["SSH-2.0-x\r\n", "\xff\xff\xff\xfc", "\0\0\0\x02ab"]) {
    await using listener = listen(answers(Uint8Array.from(size, (c) => c.charCodeAt(0))));
    const error = await lost(listener.address);
    assert.equal(error.finding, "foreign");
  }
});

Deno.test("Connection.open() does not take garbage of a plausible length for a broker", async () => {
  await using listener = listen(answers(new Uint8Array([0, 0, 0, 6, 0, 0, 0, 0, 0, 0])));
  const error = await lost(listener.address);
  assert.equal(error.finding, "foreign");
});

Deno.test("Connection.open() gives up on a listener that never answers", async () => {
  await using listener = listen(drain);
  const error = await lost(listener.address, { connectTimeoutMs: 20 });
  assert.equal(error.finding, "timeout");
  assert.match(error.message, /within 20 ms$/);
});

Deno.test("Connection.open() gives up on a TLS handshake that is never answered", async () => {
  await using listener = listen(drain);
  const error = await lost(listener.address, { tls: {}, connectTimeoutMs: 50 });
  assert.equal(error.finding, "timeout");
  assert.match(error.message, /within 50 ms$/);
});

Deno.test("Connection.open() says that the other side closed the connection", async () => {
  await using listener = listen(async (connection) => {
    await connection.read(new Uint8Array(1024));
  });
  const error = await lost(listener.address);
  assert.equal(error.finding, "closed");
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

Deno.test("Connection.send() rejects when the connection ends in the middle of an answer", async () => {
  await using listener = greets(async (connection) => {
    await connection.read(new Uint8Array(1024));
    await connection.write(new Uint8Array([0, 0, 0, 7, 0, 0]));
  });
  const connection = await open(listener.address);
  await assert.rejects(connection.send(metadataRequest, never), ConnectionLostError);
  assert.equal(connection.isOpen, false);
  await assert.rejects(connection.send(metadataRequest, never), ConnectionLostError);
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

Deno.test("Connection hands to onLog what the library logs", async () => {
  const lines: string[] = [];
  await failure(closedAddress(), { onLog: (line) => lines.push(line) });
  assert.ok(lines.some((line) => line.startsWith("ERROR [Connection] Connection error")));
});
