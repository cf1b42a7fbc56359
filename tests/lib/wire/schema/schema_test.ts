import assert from "node:assert/strict";
import fc from "fast-check";
import { WireError } from "../../../../lib/wire/bytes.ts";
import { createTopics } from "../../../../lib/wire/messages/19_create_topics.ts";
import { deleteTopics } from "../../../../lib/wire/messages/20_delete_topics.ts";
import {
  type Api,
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
} from "../../../../lib/wire/schema/schema.ts";
import { fixtureLines, loadApis } from "../_fixtures.ts";

const apis = await loadApis();

/** What Kafka's own classes write, see fixtures/PrintKafka.java. */
const messages = fixtureLines("kafka_4_2_messages.txt", 6).map((words) => {
  const [key, half, versions, variant, hex, json] = words as [string, ...string[]];
  const [first, last] = versions!.split("-").map(Number);
  return {
    key: Number(key),
    isRequest: half === "request",
    versions: Array.from({ length: last! - first! + 1 }, (_, index) => first! + index),
    label: `${half} ${versions} ${variant}`,
    variant,
    bytes: Uint8Array.fromHex(hex!) as Uint8Array,
    fields: JSON.parse(json!) as unknown,
  };
});

type Message = typeof messages[number];

function decode(api: Api<unknown, unknown>, message: Message, version: number): unknown {
  const { isRequest, bytes } = message;
  return isRequest ? decodeRequest(api, version, bytes) : decodeResponse(api, version, bytes);
}

function encode(
  api: Api<unknown, unknown>,
  message: Message,
  version: number,
  body: unknown,
): Uint8Array {
  return message.isRequest
    ? encodeRequest(api, version, body as never)
    : encodeResponse(api, version, body as never);
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

/** A decoded value as Kafka's JSON shows it. */
function shown(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Uint8Array) return value.toBase64();
  if (typeof value === "string" && uuidPattern.test(value)) {
    const bytes = Uint8Array.fromHex(value.replaceAll("-", ""));
    return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
  }
  return value;
}

/** Checks that every field in Kafka's JSON has its value; Kafka omits the bytes of records. */
function assertShows(actual: unknown, expected: unknown, path: string): void {
  if (Array.isArray(expected)) {
    assert.equal((actual as unknown[]).length, expected.length, path);
    for (const [index, each] of expected.entries()) {
      assertShows((actual as unknown[])[index], each, `${path}[${index}]`);
    }
  } else if (typeof expected === "object" && expected !== null) {
    for (const [name, each] of Object.entries(expected)) {
      assertShows((actual as Record<string, unknown>)[name], each, `${path}.${name}`);
    }
  } else if (path.endsWith(".records")) {
    assert.equal(actual === null, expected === null, path);
  } else {
    assert.equal(shown(actual), expected, path);
  }
}

/** Returns the value without its fields, but with the number of structs in each array. */
function skeleton(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(skeleton);
  const arrays = Object.entries(value as Record<string, unknown>)
    .filter(([, each]) => Array.isArray(each) && typeof each[0] === "object");
  return Object.fromEntries(arrays.map(([name, each]) => [name, skeleton(each)]));
}

/** Kafka's default of an omitted nullable string is ""; wah's is null. */
function withoutEmptyText(value: unknown): unknown {
  if (value === "") return null;
  if (Array.isArray(value)) return value.map(withoutEmptyText);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, withoutEmptyText(each)]),
  );
}

for (const api of apis.values()) {
  Deno.test(`${api.name} reads and writes every version as Kafka's own classes do`, () => {
    for (const message of messages.filter(({ key }) => key === api.key)) {
      for (const version of message.versions) {
        const decoded = decode(api, message, version);
        assertShows(decoded, message.fields, message.label);
        const again = encode(api, message, version, decoded);
        assert.equal(again.toHex(), message.bytes.toHex(), message.label);
      }
    }
  });

  Deno.test(`${api.name} uses Kafka's defaults for omitted fields`, () => {
    for (const message of messages) {
      if (message.key !== api.key || message.variant !== "default") continue;
      for (const version of message.versions) {
        const expected = decode(api, message, version);
        const bytes = encode(api, message, version, skeleton(expected));
        const actual = decode(api, { ...message, bytes }, version);
        assert.deepEqual(withoutEmptyText(actual), withoutEmptyText(expected), message.label);
      }
    }
  });
}

Deno.test("the tables cover the versions of Kafka 4.2, and older ones of two APIs", () => {
  const known = new Set(
    messages.flatMap(({ key, isRequest, versions }) =>
      versions.map((version) => `${key} ${isRequest} ${version}`)
    ),
  );
  const ours = [...apis.values()].flatMap(({ key, minVersion, maxVersion }) =>
    [true, false].flatMap((isRequest) =>
      Array.from(
        { length: maxVersion - minVersion + 1 },
        (_, index) => `${key} ${isRequest} ${minVersion + index}`,
      )
    )
  );
  assert.deepEqual([...known].filter((each) => !ours.includes(each)), []);
  assert.deepEqual(ours.filter((each) => !known.has(each)), [
    "19 true 0",
    "19 true 1",
    "19 false 0",
    "19 false 1",
    "20 true 0",
    "20 false 0",
  ]);
});

// The bytes are those of kafkajs 2.2.4, the answers those that it takes apart.
Deno.test("createTopics covers versions 0 and 1, which Kafka 4 has dropped", () => {
  const topics = [{
    name: "t",
    numPartitions: 3,
    replicationFactor: 1,
    configs: [{ name: "a", value: "b" }],
  }];
  assert.equal(
    encodeRequest(createTopics, 0, { topics, timeoutMs: 5000 }).toHex(),
    "00000001000174000000030001000000000000000100016100016200001388",
  );
  assert.equal(
    encodeRequest(createTopics, 1, { topics, timeoutMs: 5000, validateOnly: true }).toHex(),
    "0000000100017400000003000100000000000000010001610001620000138801",
  );
  const created = { topics: [{ name: "t", errorCode: 36, errorMessage: "no" }] };
  assert.equal(encodeResponse(createTopics, 0, created).toHex(), "000000010001740024");
  assert.equal(encodeResponse(createTopics, 1, created).toHex(), "00000001000174002400026e6f");
});

Deno.test("deleteTopics covers version 0, which Kafka 4 has dropped", () => {
  const request = { topicNames: ["t"], timeoutMs: 5000 };
  assert.equal(encodeRequest(deleteTopics, 0, request).toHex(), "0000000100017400001388");
  const response = { responses: [{ name: "t", errorCode: 3 }] };
  assert.equal(encodeResponse(deleteTopics, 0, response).toHex(), "000000010001740003");
});

/** How much a decoded value holds: elements of arrays, characters, bytes. */
function weight(value: unknown): number {
  if (typeof value === "string") return uuidPattern.test(value) ? 0 : value.length;
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return value.reduce((sum, each) => sum + 1 + weight(each), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce((sum: number, each) => sum + weight(each), 0);
}

/** Hostile bytes give a value that is no larger than they are, or a WireError. */
function assertHarmless(message: Message, version: number, bytes: Uint8Array): void {
  try {
    const value = decode(apis.get(message.key)!, { ...message, bytes }, version);
    assert.ok(weight(value) <= bytes.byteLength);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
}

Deno.test("every message rejects bytes that are cut short at any position", () => {
  for (const message of messages) {
    const api = apis.get(message.key)!;
    for (let length = 0; length < message.bytes.byteLength; length++) {
      const bytes = message.bytes.subarray(0, length);
      const cut = { ...message, bytes };
      assert.throws(() => decode(api, cut, message.versions[0]!), WireError, message.label);
    }
  }
});

Deno.test("decodeRequest() rejects more elements than the limit", () => {
  const names = 1_000_001;
  const bytes = new Uint8Array(4 + 2 * names + 4);
  new DataView(bytes.buffer).setInt32(0, names);
  assert.throws(() => decodeRequest(deleteTopics, 0, bytes), {
    name: "WireError",
    message: "Cannot decode DeleteTopics v0 request: cannot read 1000001 elements at 4: " +
      "at most 1000000 are allowed in all",
  });
});

Deno.test("every message survives bytes that are changed", () => {
  const change = fc.record({
    at: fc.nat(),
    to: fc.oneof(fc.nat(255), fc.constantFrom(0x7f, 0xff)),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...messages),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      (message, changes) => {
        const bytes = message.bytes.slice();
        for (const { at, to } of changes) bytes[at % bytes.byteLength] = to;
        for (const version of message.versions) assertHarmless(message, version, bytes);
      },
    ),
    { numRuns: 5000 },
  );
});

Deno.test("every message survives bytes that are random", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...messages),
      fc.uint8Array({ maxLength: 80 }),
      (message, bytes) => {
        for (const version of message.versions) assertHarmless(message, version, bytes);
      },
    ),
    { numRuns: 5000 },
  );
});
