import assert from "node:assert/strict";
import type { AnyApiHandler } from "../../../../lib/broker/api.ts";
import { decodeResponseFrame } from "../../../../lib/wire/frame.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { produce } from "../../../../lib/wire/messages/00_produce.ts";
import { produceBody } from "../_broker.ts";
import { requestFrame, sized, type TestClient } from "../_client.ts";
import { joined, metadataHandler, metadataRequest, TestServer } from "./_server.ts";

/** A handler whose answers are given one by one, in any order. */
class Held {
  readonly signals: AbortSignal[] = [];
  readonly #started: PromiseWithResolvers<unknown>[] = [];

  get started(): number {
    return this.#started.length;
  }

  handler(api: AnyApiHandler["api"]): AnyApiHandler {
    const { minVersion, maxVersion } = api;
    return {
      api,
      minVersion,
      maxVersion,
      handle: (_request, { signal, placed }) => {
        this.signals.push(signal);
        placed();
        const deferred = Promise.withResolvers<unknown>();
        this.#started.push(deferred);
        return deferred.promise;
      },
    };
  }

  release(index: number, answer: unknown = {}): void {
    this.#started[index]!.resolve(answer);
  }
}

const quick = metadataHandler(() => ({ clusterId: "quick" }));

function produceRequest(correlationId: number): Uint8Array {
  return requestFrame(produce, 9, produceBody("t", null), correlationId);
}

/** Lets the server do all that it can do now. */
async function settle(server: TestServer, rounds = 20): Promise<void> {
  await using other = await server.connect();
  for (let round = 1; round <= rounds; round++) {
    await other.ask(metadata, 5, { topics: [] });
  }
}

async function idsOf(client: TestClient, count: number): Promise<number[]> {
  const ids: number[] = [];
  while (ids.length < count) {
    const frame = await client.frame();
    if (frame === null) break;
    ids.push(decodeResponseFrame(metadata, 5, frame).correlationId);
  }
  return ids;
}

Deno.test("ServerConnection starts a request once the previous one is answered", async () => {
  const held = new Held();
  await using server = await TestServer.open([quick, held.handler(produce)]);
  server.client.send(joined([produceRequest(1), metadataRequest(2), produceRequest(3)]));
  await settle(server);
  assert.equal(held.started, 1);
  held.release(0);
  assert.deepEqual(await idsOf(server.client, 2), [1, 2]);
  while (held.started < 2) await settle(server, 1);
  held.release(1);
  assert.deepEqual(await idsOf(server.client, 1), [3]);
});

Deno.test("ServerConnection runs Produce requests concurrently, and answers in order", async () => {
  const held = new Held();
  await using server = await TestServer.open([quick, held.handler(produce)]);
  server.client.send(joined([produceRequest(1), produceRequest(2), produceRequest(3)]));
  await settle(server);
  assert.equal(held.started, 3);
  held.release(2);
  held.release(1);
  await settle(server);
  held.release(0);
  assert.deepEqual(await idsOf(server.client, 3), [1, 2, 3]);
});

Deno.test("ServerConnection skips a request without a response, and keeps the order", async () => {
  const held = new Held();
  await using server = await TestServer.open([quick, held.handler(produce)]);
  server.client.send(joined([produceRequest(1), metadataRequest(2)]));
  await settle(server);
  held.release(0, null);
  assert.deepEqual(await idsOf(server.client, 1), [2]);
});

Deno.test("ServerConnection splits a stream into requests, for pieces of any size", async () => {
  await using server = await TestServer.open([quick]);
  for (const byte of joined([metadataRequest(1), metadataRequest(2)])) {
    server.client.send(Uint8Array.of(byte));
  }
  assert.deepEqual(await idsOf(server.client, 2), [1, 2]);
});

Deno.test("ServerConnection answers requests before malformed bytes, then closes", async () => {
  const held = new Held();
  await using server = await TestServer.open([quick, held.handler(produce)]);
  const malformed = Uint8Array.fromHex("7fffffff" + "00");
  server.client.send(joined([produceRequest(1), metadataRequest(2), malformed]));
  await settle(server);
  assert.deepEqual(server.log, []);
  held.release(0);
  assert.deepEqual(await idsOf(server.client, 3), [1, 2]);
  assert.deepEqual(server.log, [
    "Closed the connection of 127.0.0.1: " +
    "Cannot read a frame of 2147483647 bytes: at most 104857600",
  ]);
});

Deno.test("ServerConnection logs a body that cannot be decoded, and closes", async () => {
  await using server = await TestServer.open([quick]);
  server.client.send(sized(requestFrame(metadata, 5, { topics: [] }).subarray(4, -1)));
  assert.equal(await server.client.frame(), null);
  assert.deepEqual(server.log, [
    "Closed the connection of 127.0.0.1: " +
    "Cannot decode Metadata v5 request: cannot read 1 bytes at 4: 0 left",
  ]);
});

Deno.test("ServerConnection logs an answer that it cannot encode as a bug", async () => {
  const wrong = metadataHandler(() => ({ topics: [{ name: null }] }));
  await using server = await TestServer.open([wrong]);
  server.client.send(metadataRequest(1));
  assert.equal(await server.client.frame(), null);
  assert.equal(server.log.length, 1);
  assert.match(
    server.log[0]!,
    /^Closed the connection of 127\.0\.0\.1: a defect: WireError: Cannot encode Metadata v5/,
  );
});

Deno.test("ServerConnection survives a handler that throws, and logs the stack", async () => {
  const failing = metadataHandler(() => {
    throw new RangeError("nothing there");
  });
  await using server = await TestServer.open([failing]);
  server.client.send(metadataRequest(1));
  assert.equal(await server.client.frame(), null);
  assert.match(server.log[0]!, /a defect: RangeError: nothing there\\n +at .*connection_test/);
  await using other = await server.connect();
  other.send(metadataRequest(2));
  assert.equal(await other.frame(), null);
});

Deno.test("ServerConnection escapes a client's control characters in the log", async () => {
  await using server = await TestServer.open([quick]);
  const name = `\x1b[2J\n${"x".repeat(500)}`;
  const header = Uint8Array.fromHex("0063000000000001");
  const length = new Uint8Array(2);
  new DataView(length.buffer).setInt16(0, name.length);
  server.client.send(sized(joined([header, length, new TextEncoder().encode(name)])));
  assert.equal(await server.client.frame(), null);
  assert.equal(
    server.log[0],
    `Closed the connection of 127.0.0.1: client "\\x1b[2J\\n${"x".repeat(95)}" ` +
      "sent API key 99, which this broker does not support",
  );
});

Deno.test("ServerConnection logs a client that disconnects inside a request", async () => {
  await using server = await TestServer.open([quick]);
  server.client.send(metadataRequest(1).subarray(0, 9));
  server.client.socket.end();
  await server.client.closed;
  assert.deepEqual(server.log, [
    "Closed the connection of 127.0.0.1: the client closed it in the middle of a request",
  ]);
});

Deno.test("ServerConnection aborts the running request if its client disconnects", async () => {
  const held = new Held();
  await using server = await TestServer.open([quick, held.handler(produce)]);
  await using client = await server.connect();
  client.send(produceRequest(1));
  await settle(server);
  const gone = new Promise((resolve) => held.signals[0]!.addEventListener("abort", resolve));
  client.socket.destroy();
  await gone;
  held.release(0);
  assert.deepEqual(server.log, []);
});

Deno.test("ServerConnection starts no more requests if the client reads no answers", async () => {
  const megabyte = "x".repeat(2 ** 20 - 1);
  const requests = 200;
  let started = 0;
  const large = metadataHandler(() => {
    started += 1;
    return { topics: Array.from({ length: 32 }, () => ({ name: megabyte.slice(0, 32_767) })) };
  });
  const held = new Held();
  await using server = await TestServer.open([large, held.handler(produce)], {
    limits: { maxRequestsPerConnection: 2 * requests },
  });
  server.client.socket.pause();
  const ids = Array.from({ length: requests }, (_, index) => index + 1);
  server.client.send(joined(ids.map(metadataRequest)));
  await settle(server);
  const others = 20;
  assert.ok(started - others < requests / 2, `${started} of ${requests} were started`);
  server.client.socket.resume();
  assert.deepEqual(await idsOf(server.client, requests), ids);
});

Deno.test("ServerConnection stops reading while too many requests wait", async () => {
  const held = new Held();
  await using server = await TestServer.open([quick, held.handler(produce)], {
    limits: { maxRequestBytesPerConnection: 2 ** 20 },
  });
  const large = requestFrame(produce, 9, produceBody("t", new Uint8Array(2 ** 20)));
  const requests = 40;
  for (let index = 0; index < requests; index++) server.client.send(large);
  await settle(server);
  assert.ok(held.started < requests / 2, `${held.started} were read`);
  assert.ok(server.client.socket.writableLength > 0);
  for (let index = 0; index < requests; index++) {
    while (held.started <= index) await settle(server, 1);
    held.release(index);
  }
  assert.equal((await idsOf(server.client, requests)).length, requests);
});
