import assert from "node:assert/strict";
import {
  decodeRequestFrame,
  decodeResponseFrame,
  encodeResponseFrame,
  requestHeaderVersion,
  responseHeaderVersion,
} from "../../../lib/wire/frame.ts";
import { encodeRequestFrame } from "../../support/peers/request_frame.ts";
import { produce } from "../../../lib/wire/messages/00_produce.ts";
import { fetchApi } from "../../../lib/wire/messages/01_fetch.ts";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import { saslHandshake } from "../../../lib/wire/messages/17_sasl_handshake.ts";
import { apiVersions } from "../../../lib/wire/messages/18_api_versions.ts";
import {
  type Api,
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
} from "../../../lib/wire/schema/schema.ts";
import { fixtureLines, loadApis } from "./_fixtures.ts";

const apis = await loadApis();

const golden = fixtureLines("golden_frames.txt", 5).map(([client, half, key, version, hex]) => ({
  id: `${client} ${half} ${key} ${version}`,
  isRequest: half === "request",
  api: apis.get(Number(key))!,
  version: Number(version),
  bytes: Uint8Array.fromHex(hex!),
}));

function goldenBytes(id: string): Uint8Array {
  return golden.find((frame) => frame.id === id)!.bytes;
}

function goldenRequest<Q>(api: Api<Q, unknown>, id: string): Q {
  const { header, body } = decodeRequestFrame(goldenBytes(id), apis);
  return decodeRequest(api, header.apiVersion, body!);
}

function goldenResponse<R>(api: Api<unknown, R>, version: number, id: string): R {
  return decodeResponse(api, version, decodeResponseFrame(api, version, goldenBytes(id)).body);
}

for (const { id, isRequest, api, version, bytes } of golden) {
  Deno.test(`${api.name} reproduces the bytes of a recorded frame: ${id}`, () => {
    if (isRequest) {
      const { header, body } = decodeRequestFrame(bytes, apis);
      const again = encodeRequest(api, version, decodeRequest(api, version, body!) as never);
      assert.deepEqual([header.apiKey, header.apiVersion], [api.key, version]);
      assert.equal(encodeRequestFrame(api, header, again).subarray(4).toHex(), bytes.toHex());
    } else {
      const { correlationId, body } = decodeResponseFrame(api, version, bytes);
      const again = encodeResponse(api, version, decodeResponse(api, version, body) as never);
      const frame = encodeResponseFrame(api, { apiVersion: version, correlationId }, again);
      assert.equal(frame.subarray(4).toHex(), bytes.toHex());
    }
  });
}

Deno.test("produce reads what kcat sends", () => {
  const request = goldenRequest(produce, "kcat request 0 7");
  assert.equal(request.transactionalId, null);
  assert.equal(request.acks, -1);
  assert.equal(request.timeoutMs, 30000);
  assert.equal(request.topicData[0]!.name, "golden");
  assert.equal(request.topicData[0]!.partitionData[0]!.index, 0);
  const records = request.topicData[0]!.partitionData[0]!.records!;
  assert.equal(records.byteLength, 95);
  assert.equal(
    records.subarray(0, 17).toHex(),
    "0000000000000000" + "00000053" + "00000000" + "02",
  );
});

Deno.test("fetch reads what Apache Kafka answers a Java consumer", () => {
  const response = goldenResponse(fetchApi, 18, "java response 1 18");
  assert.equal(response.sessionId, 448585236);
  assert.equal(response.responses[0]!.topicId, "71e0e871-78b6-4914-9878-23266d92e650");
  const { records, ...partition } = response.responses[0]!.partitions[2]!;
  assert.equal(records!.byteLength, 77);
  assert.deepEqual(partition, {
    partitionIndex: 2,
    errorCode: 0,
    highWatermark: 2n,
    lastStableOffset: 2n,
    logStartOffset: 0n,
    divergingEpoch: { epoch: -1, endOffset: -1n },
    currentLeader: { leaderId: -1, leaderEpoch: -1 },
    snapshotId: { endOffset: -1n, epoch: -1 },
    abortedTransactions: null,
    preferredReadReplica: -1,
  });
});

Deno.test("metadata reads what Apache Kafka answers a Java producer", () => {
  const response = goldenResponse(metadata, 13, "java response 3 13");
  assert.deepEqual(response.brokers, [{ nodeId: 1, host: "127.0.0.1", port: 19092, rack: null }]);
  assert.equal(response.clusterId, "XRUUlEZTSfKXh5eCNAy2cA");
  assert.equal(response.controllerId, 1);
  assert.equal(response.topics[0]!.name, "golden-java");
  assert.deepEqual(response.topics[0]!.partitions.map((each) => each.partitionIndex), [1, 2, 0]);
  assert.deepEqual(response.topics[0]!.partitions[1], {
    errorCode: 0,
    partitionIndex: 2,
    leaderId: 1,
    leaderEpoch: 0,
    replicaNodes: [1],
    isrNodes: [1],
    offlineReplicas: [],
  });
});

Deno.test("apiVersions reads features, which are tagged", () => {
  const response = goldenResponse(apiVersions, 3, "kcat response 18 3");
  assert.deepEqual(response.apiKeys[0], { apiKey: 0, minVersion: 0, maxVersion: 13 });
  assert.deepEqual(response.supportedFeatures, [
    { name: "metadata.version", minVersion: 7, maxVersion: 29 },
  ]);
  assert.equal(response.finalizedFeaturesEpoch, 4056n);
  assert.equal(response.zkMigrationReady, false);
});

Deno.test("requestHeaderVersion() and responseHeaderVersion() follow the flexible versions", () => {
  assert.deepEqual([requestHeaderVersion(metadata, 8), responseHeaderVersion(metadata, 8)], [1, 0]);
  assert.deepEqual([requestHeaderVersion(metadata, 9), responseHeaderVersion(metadata, 9)], [2, 1]);
  assert.equal(requestHeaderVersion(saslHandshake, 1), 1);
});

Deno.test("responseHeaderVersion() of ApiVersions is 0 in every version", () => {
  assert.equal(requestHeaderVersion(apiVersions, 3), 2);
  assert.equal(responseHeaderVersion(apiVersions, 3), 0);
});

Deno.test("encodeRequestFrame() writes size, header and body", () => {
  const header = { apiVersion: 9, correlationId: 7, clientId: "é" };
  assert.equal(
    encodeRequestFrame(metadata, header, new Uint8Array([0xaa])).toHex(),
    "0000000e" + "0003" + "0009" + "00000007" + "0002c3a9" + "00" + "aa",
  );
  assert.equal(
    encodeRequestFrame(metadata, { ...header, apiVersion: 8, clientId: null }, new Uint8Array(0))
      .toHex(),
    "0000000a" + "0003" + "0008" + "00000007" + "ffff",
  );
});

Deno.test("encodeRequestFrame() rejects a client id that is too long", () => {
  const header = { apiVersion: 0, correlationId: 1, clientId: "x".repeat(32768) };
  assert.throws(() => encodeRequestFrame(metadata, header, new Uint8Array(0)), {
    name: "WireError",
    message: "Cannot encode a client id of 32768 bytes: at most 32767",
  });
});

Deno.test("decodeRequestFrame() returns no body if the API or version is unknown", () => {
  const unknownKey = Uint8Array.fromHex("03e7" + "0000" + "00000001" + "ffff" + "dead");
  assert.deepEqual(decodeRequestFrame(unknownKey, apis), {
    header: { apiKey: 999, apiVersion: 0, correlationId: 1, clientId: null },
    api: undefined,
    body: null,
  });
  const unknownVersion = Uint8Array.fromHex("0012" + "0063" + "00000002" + "000161" + "ffffff");
  assert.deepEqual(decodeRequestFrame(unknownVersion, apis), {
    header: { apiKey: 18, apiVersion: 99, correlationId: 2, clientId: "a" },
    api: apiVersions,
    body: null,
  });
});

Deno.test("decodeRequestFrame() and decodeResponseFrame() skip tagged fields in headers", () => {
  const tags = "02" + "00" + "01" + "ff" + "07" + "00";
  const request = Uint8Array.fromHex("0003" + "0009" + "00000001" + "0000" + tags + "beef");
  assert.equal(decodeRequestFrame(request, apis).body!.toHex(), "beef");
  const response = Uint8Array.fromHex("00000001" + tags + "beef");
  assert.equal(decodeResponseFrame(metadata, 9, response).body.toHex(), "beef");
});

Deno.test("decodeRequestFrame() rejects headers that are cut short or malformed", () => {
  const whole = goldenBytes("java request 3 13");
  for (let length = 0; length < 10; length++) {
    assert.throws(() => decodeRequestFrame(whole.subarray(0, length), apis), { name: "WireError" });
  }
  const negative = Uint8Array.fromHex("0003" + "0000" + "00000001" + "fffe");
  assert.throws(() => decodeRequestFrame(negative, apis), {
    message: "Cannot read the client id: its length is -2",
  });
});
