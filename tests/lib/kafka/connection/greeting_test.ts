import assert from "node:assert/strict";
import { EarlyRequest } from "../../../../lib/kafka/connection/greeting.ts";
import type { Connection } from "../../../../lib/kafka/connection/connection.ts";
import { openConnection } from "../../../../lib/kafka/connection/open_connection.ts";
import { decodeRequestFrame } from "../../../../lib/wire/frame.ts";
import { FrameReader } from "../../../support/peers/frame_reader.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { apiVersions } from "../../../../lib/wire/messages/18_api_versions.ts";
import { decodeRequest } from "../../../../lib/wire/schema/schema.ts";
import { certificate } from "../../../support/peers/certificate.ts";
import { drain, listen, listenTls, type TestListener } from "../../../support/peers/listener.ts";
import { never, open, versionsAnswer } from "./_connections.ts";

const apis = new Map([metadata, apiVersions].map((api) => [api.key, api]));

/** One request that a listener received. */
interface Seen {
  readonly api: string;
  readonly version: number;
  readonly correlationId: number;
  readonly body: Uint8Array;
}

/** The requests in the next read; none at the end. */
async function readRequests(connection: Deno.Conn): Promise<Seen[]> {
  const chunk = new Uint8Array(4096);
  const count = await connection.read(chunk) ?? 0;
  return new FrameReader({ maxFrameBytes: 4096 }).push(chunk.subarray(0, count)).map((frame) => {
    const { header, api, body } = decodeRequestFrame(frame, apis);
    const { apiVersion: version, correlationId } = header;
    return { api: api!.name, version, correlationId, body: body! };
  });
}

function names(requests: readonly Seen[]): string[] {
  return requests.map(({ api, version }) => `${api} v${version}`);
}

/** An ApiVersions v0 answer that offers Metadata 0-12, with this error code. */
function oldVersionsAnswer(correlationId: number, errorCode: number): Uint8Array {
  return new Uint8Array([
    ...[0, 0, 0, 16, 0, 0, 0, correlationId],
    ...[0, errorCode, 0, 0, 0, 1, 0, 3, 0, 0, 0, 12],
  ]);
}

/** A Metadata v4 answer without brokers and topics; its controller is 7. */
function metadataAnswer(correlationId: number): Uint8Array {
  return new Uint8Array([
    ...[0, 0, 0, 22, 0, 0, 0, correlationId],
    ...[0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 7, 0, 0, 0, 0],
  ]);
}

function early(): EarlyRequest<unknown, { readonly controllerId: number }> {
  return new EarlyRequest(metadata, 4, { topics: [], allowAutoTopicCreation: false });
}

function openWith(
  listener: TestListener,
  request: Pick<EarlyRequest<unknown, unknown>, "send">,
): Promise<Connection> {
  return openConnection(listener.address, {
    config: { brokers: [listener.address], softwareVersion: "1.2.3" },
    connectTimeoutMs: 60_000,
    early: request,
    signal: never,
  });
}

Deno.test("openConnection() sends ApiVersions and an early request in one write", async () => {
  let seen: Seen[] = [];
  await using listener = listen(async (connection) => {
    seen = await readRequests(connection);
    await connection.write(versionsAnswer(0));
    await connection.write(metadataAnswer(1));
    await drain(connection);
  });
  const request = early();
  const connection = await openWith(listener, request);
  const answer = await connection.wait(request.pending!, { timeoutMs: 60_000, signal: never });
  assert.equal(answer.controllerId, 7);
  assert.deepEqual(names(seen), ["ApiVersions v3", "Metadata v4"]);
  await connection.close();
});

Deno.test("openConnection() names this program and its version to the broker", async () => {
  let seen: Seen[] = [];
  await using listener = listen(async (connection) => {
    seen = await readRequests(connection);
    await connection.write(versionsAnswer(0));
    await drain(connection);
  });
  const connection = await openWith(listener, early());
  assert.deepEqual(decodeRequest(apiVersions, 3, seen[0]!.body), {
    clientSoftwareName: "wah",
    clientSoftwareVersion: "1.2.3",
  });
  await connection.close();
});

Deno.test("openConnection() asks in version 0 if the broker does not know version 3", async () => {
  const seen: string[] = [];
  await using listener = listen(async (connection) => {
    seen.push(...names(await readRequests(connection)));
    await connection.write(oldVersionsAnswer(0, 35));
    await connection.write(metadataAnswer(1));
    seen.push(...names(await readRequests(connection)));
    await connection.write(oldVersionsAnswer(2, 0));
    await drain(connection);
  });
  const request = early();
  const connection = await openWith(listener, request);
  assert.deepEqual([...connection.versions], [[3, { min: 0, max: 12 }]]);
  const answer = await connection.wait(request.pending!, { timeoutMs: 60_000, signal: never });
  assert.equal(answer.controllerId, 7);
  assert.deepEqual(seen, ["ApiVersions v3", "Metadata v4", "ApiVersions v0"]);
  await connection.close();
});

Deno.test("openConnection() retries with version 0 if the broker closes", async () => {
  const seen: string[][] = [];
  await using listener = listen(async (connection) => {
    const requests = await readRequests(connection);
    seen.push(names(requests));
    if (requests.length > 1) return;
    await connection.write(oldVersionsAnswer(0, 0));
    await drain(connection);
  });
  const connection = await openWith(listener, early());
  assert.deepEqual([...connection.versions.keys()], [3]);
  assert.deepEqual(seen, [["ApiVersions v3", "Metadata v4"], ["ApiVersions v0"]]);
  await connection.close();
});

Deno.test("openConnection() retries with version 0 over TLS, too", async () => {
  await using listener = listenTls(async (connection) => {
    const requests = await readRequests(connection);
    if (requests.length > 0 && requests[0]!.version > 0) return;
    if (requests.length === 0) return;
    await connection.write(oldVersionsAnswer(0, 0));
    await drain(connection);
  });
  const connection = await open(listener.address, { tls: { ca: certificate } });
  assert.deepEqual([...connection.versions.keys()], [3]);
  await connection.close();
});

Deno.test("openConnection() accepts a broker that closes after the versions", async () => {
  await using listener = listen(async (connection) => {
    await readRequests(connection);
    await connection.write(versionsAnswer(0));
  });
  const request = early();
  const connection = await openWith(listener, request);
  const wait = { timeoutMs: 60_000, signal: never };
  await assert.rejects(connection.wait(request.pending!, wait), {
    name: "ConnectionLostError",
    finding: "closed",
  });
  await connection.close();
});

const wrongAnswers: Readonly<Record<string, readonly number[]>> = {
  "an error": [0, 0, 0, 16, 0, 0, 0, 0, 0, 42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  "no API": [0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0],
  "two bytes": [0, 0, 0, 6, 0, 0, 0, 0, 0, 0],
  "nothing": [0, 0, 0, 4, 0, 0, 0, 0],
  "another correlation id": [0, 0, 0, 4, 0, 0, 0, 9],
};

for (const [what, bytes] of Object.entries(wrongAnswers)) {
  Deno.test(`openConnection() does not accept ${what} as the versions`, async () => {
    await using listener = listen(async (connection) => {
      await readRequests(connection);
      await connection.write(new Uint8Array(bytes));
      await drain(connection);
    });
    await assert.rejects(open(listener.address), {
      name: "ConnectionLostError",
      finding: "foreign",
    });
  });
}
