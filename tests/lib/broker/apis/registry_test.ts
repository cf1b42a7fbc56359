import assert from "node:assert/strict";
import { registry } from "../../../../lib/broker/apis/registry.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { apiVersions } from "../../../../lib/wire/messages/18_api_versions.ts";
import { decodeResponseFrame } from "../../../../lib/wire/frame.ts";
import { decodeResponse } from "../../../../lib/wire/schema/schema.ts";
import { TestBroker } from "../_broker.ts";
import { requestFrame, sized } from "../_client.ts";
import { fullRequests, minimalRequests } from "./_requests.ts";

/** Key, lowest and highest version of every advertised API. */
const advertised = [
  [0, 0, 11],
  [1, 4, 17],
  [2, 1, 9],
  [3, 0, 12],
  [8, 2, 9],
  [9, 1, 9],
  [10, 0, 4],
  [11, 0, 9],
  [12, 0, 4],
  [13, 0, 5],
  [14, 0, 5],
  [15, 0, 5],
  [16, 0, 5],
  [18, 0, 4],
  [19, 0, 7],
  [20, 0, 6],
  [21, 0, 2],
  [22, 0, 4],
  [23, 2, 4],
  [29, 1, 3],
  [30, 1, 3],
  [31, 1, 3],
  [32, 1, 4],
  [33, 0, 2],
  [34, 1, 2],
  [35, 1, 4],
  [37, 0, 3],
  [38, 1, 3],
  [39, 1, 2],
  [40, 1, 2],
  [41, 1, 3],
  [42, 0, 2],
  [43, 0, 2],
  [44, 0, 1],
  [45, 0, 1],
  [46, 0, 0],
  [47, 0, 0],
  [48, 0, 1],
  [49, 0, 1],
  [50, 0, 0],
  [51, 0, 0],
  [60, 0, 1],
  [61, 0, 0],
  [65, 0, 0],
  [66, 0, 2],
  [74, 0, 1],
] as const;

/** Versions that are advertised for librdkafka but not supported, as by Kafka 4. */
const lowestServedProduce = 3;

const served = advertised.flatMap(([key, min, max]) => {
  const first = key === 0 ? lowestServedProduce : min;
  return Array.from({ length: max - first + 1 }, (_, index) => [key, first + index] as const);
});

for (const version of [0, 1, 2, 3, 4]) {
  Deno.test(`ApiVersions v${version} lists every API in its range, by key`, async () => {
    await using broker = await TestBroker.start();
    const answer = await broker.client.ask(apiVersions, version, {});
    assert.deepEqual(
      answer.apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, minVersion, maxVersion]),
      advertised,
    );
    assert.equal(answer.errorCode, 0);
    assert.deepEqual([answer.supportedFeatures, answer.finalizedFeatures], [[], []]);
  });
}

Deno.test("every advertised version answers a minimal request", async () => {
  await using broker = await TestBroker.start();
  for (const [key, version] of served) {
    const { api } = await registry.byKey.get(key)!.load();
    await using client = await broker.connect();
    await client.ask(api, version, minimalRequests[key] ?? {});
  }
  assert.deepEqual(broker.log, []);
});

for (const [key, min, max] of advertised) {
  const first = key === 0 ? lowestServedProduce : min;
  Deno.test(`every version of API ${key} answers a request for existing resources`, async () => {
    for (let version = first; version <= max; version++) {
      await using broker = await TestBroker.start();
      const { api } = await registry.byKey.get(key)!.load();
      const { body, errors } = await fullRequests[key]!(broker, version);
      const answer = await broker.client.ask(api, version, body);
      assert.deepEqual(errors(answer), new Set([0]), `v${version}`);
      assert.deepEqual(broker.log, []);
    }
  });
}

for (const version of [5, 99]) {
  Deno.test(`ApiVersions v${version} is answered in version 0 with the range`, async () => {
    await using broker = await TestBroker.start();
    const frame = requestFrame(apiVersions, 4, {}, 7);
    new DataView(frame.buffer).setInt16(6, version);
    broker.client.send(frame);
    const { correlationId, body } = decodeResponseFrame(
      apiVersions,
      0,
      (await broker.client.frame())!,
    );
    assert.equal(correlationId, 7);
    const { errorCode, apiKeys } = decodeResponse(apiVersions, 0, body);
    assert.equal(errorCode, 35);
    assert.deepEqual(apiKeys, [{ apiKey: 18, minVersion: 0, maxVersion: 4 }]);
    assert.equal((await broker.client.ask(apiVersions, 0, {})).errorCode, 0);
  });
}

const refused: readonly (readonly [what: string, key: number, version: number, log: string])[] = [
  ["an unknown API", 68, 0, 'client "test" sent API key 68, which this broker does not support'],
  [
    "a login",
    17,
    1,
    'client "test" tried to log in, but this broker has no authentication; turn off SASL',
  ],
  [
    "a negative API key",
    -1,
    0,
    'client "test" sent API key -1, which this broker does not support',
  ],
  ["a version above", 3, 13, 'client "test" sent Metadata v13; this broker supports v0 to v12'],
  ["a version below", 1, 3, 'client "test" sent Fetch v3; this broker supports v4 to v17'],
  ["Produce v2", 0, 2, 'client "test" sent Produce v2; this broker supports v3 to v11'],
];

for (const [what, key, version, log] of refused) {
  Deno.test(`a request for ${what} closes its connection, and the log states why`, async () => {
    await using broker = await TestBroker.start();
    await using client = await broker.connect();
    const frame = requestFrame(metadata, 1, {}).subarray(4);
    const view = new DataView(frame.buffer, frame.byteOffset);
    view.setInt16(0, key);
    view.setInt16(2, version);
    client.send(sized(frame));
    assert.equal(await client.frame(), null);
    assert.deepEqual(broker.log, [`Closed the connection of 127.0.0.1: ${log}`]);
    assert.equal((await broker.client.ask(apiVersions, 0, {})).errorCode, 0);
  });
}
