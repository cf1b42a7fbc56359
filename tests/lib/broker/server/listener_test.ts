import assert from "node:assert/strict";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import type { AdvertisedAddress } from "../../../../lib/broker/api.ts";
import { freePorts } from "../../../support/peers/ports.ts";
import { TestClient } from "../_client.ts";
import { metadataHandler, metadataRequest, TestServer } from "./_server.ts";

/** Tells the client where it should connect to. */
const whereabouts = metadataHandler((_request, { advertised }) => ({
  brokers: [{ nodeId: 1, ...advertised }],
}));

const waiting = metadataHandler((_request, { signal }) => {
  const { promise, resolve } = Promise.withResolvers<null>();
  signal.addEventListener("abort", () => resolve(null));
  return promise;
});

async function advertisedTo(client: TestClient): Promise<AdvertisedAddress> {
  const { brokers } = await client.ask(metadata, 5, { topics: [] });
  const { host, port } = brokers[0]!;
  return { host, port };
}

Deno.test("Listener on localhost accepts connections on 127.0.0.1 and ::1", async () => {
  await using server = await TestServer.open([whereabouts], { listen: { host: "localhost" } });
  const { port } = server.listener;
  for (const host of ["127.0.0.1", "::1"]) {
    await using client = await TestClient.connect(port, host);
    assert.deepEqual(await advertisedTo(client), { host: "localhost", port });
  }
});

Deno.test("Listener on all addresses advertises the one that the client connected to", async () => {
  await using server = await TestServer.open([whereabouts], { listen: { host: "0.0.0.0" } });
  const { port } = server.listener;
  assert.deepEqual(await advertisedTo(server.client), { host: "127.0.0.1", port });
  await using other = await TestClient.connect(port, "127.0.0.2");
  assert.deepEqual(await advertisedTo(other), { host: "127.0.0.2", port });
});

Deno.test("Listener on :: advertises an IPv4 address to IPv4 clients", async () => {
  await using server = await TestServer.open([whereabouts], { listen: { host: "::" } });
  const { port } = server.listener;
  assert.deepEqual(await advertisedTo(server.client), { host: "127.0.0.1", port });
  await using other = await TestClient.connect(port, "::1");
  assert.deepEqual(await advertisedTo(other), { host: "::1", port });
});

Deno.test("Listener advertises the configured address", async () => {
  const advertise = { host: "broker.example", port: 9999 };
  await using server = await TestServer.open([whereabouts], { listen: { advertise } });
  assert.deepEqual(await advertisedTo(server.client), advertise);
});

Deno.test("Listener.open() rejects a port in use, and releases those that it bound", async () => {
  const [port] = freePorts(1) as [number];
  const blocker = Deno.listen({ hostname: "::1", port });
  await assert.rejects(TestServer.open([], { listen: { host: "localhost", port } }), {
    name: "FailedError",
    message: `Cannot listen on "localhost:${port}": the port is in use`,
    hint: "Stop the program that is listening there, or choose another port",
  });
  blocker.close();
  await using server = await TestServer.open([], { listen: { host: "localhost", port } });
  assert.equal(server.listener.port, port);
});

Deno.test("Listener.open() rejects an address of another machine", async () => {
  await assert.rejects(TestServer.open([], { listen: { host: "192.0.2.1" } }), {
    name: "FailedError",
    message: 'Cannot listen on "192.0.2.1:0": this machine does not have that address',
  });
});

Deno.test("Listener rejects connections above its limit until others close", async () => {
  await using server = await TestServer.open([whereabouts], { limits: { maxConnections: 2 } });
  await advertisedTo(server.client);
  await using second = await server.connect();
  await advertisedTo(second);
  await using third = await server.connect();
  assert.equal(await third.frame(), null);
  await using another = await server.connect();
  assert.equal(await another.frame(), null);
  assert.deepEqual(server.log, [
    "Reached the limit of 2 connections: closing those that have sent no request, and rejecting " +
    "new ones; close some, or start the broker under a larger ulimit -n",
  ]);
  assert.equal(server.listener.connectionCount, 2);
  second.socket.end();
  await second.closed;
  while (server.listener.connectionCount === 2) await advertisedTo(server.client);
  await using fourth = await server.connect();
  await advertisedTo(fourth);
});

Deno.test("Listener serves 300 connections at once", async () => {
  await using server = await TestServer.open([whereabouts]);
  const clients = await Promise.all(Array.from({ length: 299 }, () => server.connect()));
  const answers = await Promise.all([...clients, server.client].map(advertisedTo));
  assert.equal(answers.length, 300);
  assert.equal(server.listener.connectionCount, 300);
  for (const client of clients) await client[Symbol.asyncDispose]();
});

Deno.test("Listener.close() closes parked and idle connections at once", async () => {
  const server = await TestServer.open([waiting]);
  const clients = await Promise.all(Array.from({ length: 20 }, () => server.connect()));
  for (const client of clients.slice(10)) client.send(metadataRequest(1));
  await server[Symbol.asyncDispose]();
  await Promise.all(clients.map((client) => client.closed));
  assert.equal(server.listener.connectionCount, 0);
  await assert.rejects(TestClient.connect(server.listener.port));
  assert.deepEqual(server.log, []);
});

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const noKafka = "not the Kafka protocol";

const firstFrames: readonly (readonly [what: string, bytes: Uint8Array, log: string])[] = [
  [
    "a TLS hello",
    Uint8Array.fromHex("16030100c8010000c40303" + "00".repeat(40)),
    `Cannot read a frame: found a TLS handshake, ${noKafka}`,
  ],
  [
    "an HTTP request",
    text("GET / HTTP/1.1\r\nHost: localhost:9092\r\n\r\n"),
    `Cannot read a frame: found an HTTP request, ${noKafka}`,
  ],
  [
    "an HTTP/2 preface",
    text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    `Cannot read a frame: found an HTTP/2 preface, ${noKafka}`,
  ],
  [
    "a negative size",
    Uint8Array.fromHex("fffffffe"),
    "Cannot read a frame of -2 bytes: at most 104857600",
  ],
  [
    "a size beyond the limit",
    Uint8Array.fromHex("06400001"),
    "Cannot read a frame of 104857601 bytes: at most 104857600",
  ],
  ["an empty frame", Uint8Array.fromHex("00000000"), "Cannot read 2 bytes at 0: 0 left"],
  [
    "a client id of negative length",
    Uint8Array.fromHex("0000000a" + "00030005" + "00000001" + "fffe"),
    "Cannot read the client id: its length is -2",
  ],
];

for (const [what, bytes, log] of firstFrames) {
  Deno.test(`Listener closes one connection because of ${what}, and logs it`, async () => {
    await using server = await TestServer.open([whereabouts]);
    await advertisedTo(server.client);
    await using stranger = await server.connect();
    stranger.send(bytes);
    assert.equal(await stranger.frame(), null);
    assert.deepEqual(server.log, [`Closed the connection of 127.0.0.1: ${log}`]);
    await advertisedTo(server.client);
    assert.equal(server.listener.connectionCount, 1);
  });
}
