import assert from "node:assert/strict";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { sized, type TestClient } from "../_client.ts";
import { ManualClock } from "../_manual_clock.ts";
import { metadataHandler, metadataRequest, TestServer } from "./_server.ts";

const quick = metadataHandler(() => ({ clusterId: "quick" }));

/** Asks until `holds`: whatever the server has read by then was handled. */
async function until(client: TestClient, holds: () => boolean): Promise<void> {
  while (!holds()) await client.ask(metadata, 5, { topics: [] });
}

function serverWith(
  clock: ManualClock,
  settings: Record<string, string> = {},
): Promise<TestServer> {
  return TestServer.open([quick], { clock, settings });
}

/** Sends a request and checks that it is answered. */
async function isServed(client: TestClient): Promise<void> {
  const { clusterId } = await client.ask(metadata, 5, { topics: [] });
  assert.equal(clusterId, "quick");
}

Deno.test("a connection without a complete request ends after ten seconds", async () => {
  const clock = new ManualClock();
  await using server = await serverWith(clock);
  await isServed(server.client);
  await using silent = await server.connect();
  await using half = await server.connect();
  half.send(metadataRequest(1).subarray(0, 4));
  await until(server.client, () => server.listener.connectionCount === 3);
  clock.advance(9_000);
  await isServed(server.client);
  assert.equal(server.listener.connectionCount, 3);
  clock.advance(2_000);
  await Promise.all([silent.closed, half.closed]);
  await until(server.client, () => server.listener.connectionCount === 1);
  await isServed(server.client);
});

Deno.test("a connection ends when the rest of a request does not arrive in time", async () => {
  const clock = new ManualClock();
  await using server = await serverWith(clock);
  await isServed(server.client);
  await using other = await server.connect();
  await isServed(other);
  const { requests } = server.services.memory;
  server.client.send(sized(new Uint8Array(100_000)).subarray(0, 70_000));
  await until(other, () => requests.usedBytes > 0);
  clock.advance(29_000);
  await isServed(other);
  assert.equal(server.listener.connectionCount, 2);
  clock.advance(4_000);
  await server.client.closed;
  await until(other, () => server.listener.connectionCount === 1);
  assert.match(server.log[0]!, /: the rest of its request did not arrive within 3\d s$/);
  assert.equal(server.log.length, 1);
});

Deno.test("an idle connection ends after connections.max.idle.ms", async () => {
  const clock = new ManualClock();
  await using server = await serverWith(clock, { "connections.max.idle.ms": "60000" });
  await isServed(server.client);
  await using other = await server.connect();
  await isServed(other);
  clock.advance(40_000);
  await isServed(other);
  clock.advance(30_000);
  await server.client.closed;
  await isServed(other);
  assert.deepEqual(server.log, []);
});

Deno.test("an idle connection stays when connections.max.idle.ms is -1", async () => {
  const clock = new ManualClock();
  await using server = await serverWith(clock, { "connections.max.idle.ms": "-1" });
  await isServed(server.client);
  clock.advance(7 * 24 * 3_600_000);
  await isServed(server.client);
});

Deno.test("a connection is not idle while its request is parked", async () => {
  const clock = new ManualClock();
  const started = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<unknown>();
  const parked = metadataHandler(() => {
    started.resolve();
    return answer.promise;
  });
  await using server = await TestServer.open([parked], {
    clock,
    settings: { "connections.max.idle.ms": "60000" },
  });
  server.client.send(metadataRequest(1));
  await started.promise;
  clock.advance(120_000);
  answer.resolve({ clusterId: "late" });
  assert.equal((await server.client.answer(metadata, 5, 1)).clusterId, "late");
});

Deno.test("connections stay when the process was suspended for long", async () => {
  const clock = new ManualClock();
  await using server = await serverWith(clock);
  await isServed(server.client);
  await using fresh = await server.connect();
  await until(server.client, () => server.listener.connectionCount === 2);
  clock.jump(100_000);
  await isServed(fresh);
});

Deno.test("the oldest connection without a request makes room for a new one", async () => {
  await using server = await TestServer.open([quick], { limits: { maxConnections: 3 } });
  await isServed(server.client);
  await using oldest = await server.connect();
  oldest.send(new Uint8Array(4));
  await until(server.client, () => server.listener.connectionCount === 2);
  await using second = await server.connect();
  await until(server.client, () => server.listener.connectionCount === 3);
  await using fresh = await server.connect();
  await isServed(fresh);
  await oldest.closed;
  await isServed(second);
  await using refused = await server.connect();
  assert.equal(await refused.frame(), null);
  assert.equal(server.listener.connectionCount, 3);
});
