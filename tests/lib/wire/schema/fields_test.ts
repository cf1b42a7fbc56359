import assert from "node:assert/strict";
import { WireError } from "../../../../lib/wire/bytes.ts";
import {
  array,
  boolean,
  bytes,
  float64,
  int16,
  int32,
  int64,
  int8,
  nullableArray,
  nullableString,
  records,
  string,
  struct,
  uint16,
  uuid,
} from "../../../../lib/wire/schema/fields.ts";
import { fetchApi } from "../../../../lib/wire/messages/01_fetch.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import {
  type Api,
  api,
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  type RequestOf,
  type ResponseOf,
} from "../../../../lib/wire/schema/schema.ts";

/** An API of which only the request matters; flexible from version 2. */
const sample = api({
  key: 999,
  name: "Sample",
  versions: [0, 3],
  flexibleSince: 2,
  request: {
    id: int32(),
    lost: string({ since: 1, ignorable: true }),
    kept: string({ since: 1 }),
    note: nullableString({ nullableSince: 1 }),
    items: nullableArray(int16(), { since: 1, nullableSince: 3 }),
    hint: struct({ node: int32({ default: -1 }) }, { since: 2, tag: 0 }),
    extra: records({ since: 2, tag: 5 }),
  },
  response: {},
});

function hexOf(
  version: number,
  body: Parameters<typeof encodeRequest<RequestOf<typeof sample>>>[2],
): string {
  return encodeRequest(sample, version, body).toHex();
}

function decodeHex(version: number, hex: string): RequestOf<typeof sample> {
  return decodeRequest(sample, version, Uint8Array.fromHex(hex));
}

function wireError(message: RegExp): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof WireError, String(error));
    assert.match(error.message, message);
    return true;
  };
}

Deno.test("encodeRequest() writes the default of an omitted field", () => {
  assert.equal(hexOf(0, {}), "00000000" + "0000");
  assert.equal(hexOf(1, {}), "00000000" + "0000" + "0000" + "ffff" + "00000000");
  assert.equal(hexOf(2, { note: undefined }), "00000000" + "01" + "01" + "00" + "01" + "00");
});

Deno.test("encodeRequest() drops an ignorable value that the version has no place for", () => {
  assert.equal(hexOf(0, { id: 1, lost: "x" }), "00000001" + "0000");
});

Deno.test("encodeRequest() rejects other values of a field that the version lacks", () => {
  assert.throws(
    () => hexOf(0, { kept: "x" }),
    wireError(/^Cannot encode Sample v0 request: cannot write "kept": not in version 0$/),
  );
  assert.throws(() => hexOf(1, { hint: { node: 0 } }), wireError(/"hint": not in version 1$/));
  assert.throws(() => hexOf(0, { items: [1] }), wireError(/"items": not in version 0$/));
});

Deno.test("encodeRequest() accepts the default of a field that the version lacks", () => {
  assert.equal(
    hexOf(0, { kept: "", items: [], hint: { node: -1 }, extra: null }),
    hexOf(0, {}),
  );
});

Deno.test("encodeRequest() rejects null if the version does not allow it", () => {
  assert.throws(
    () => hexOf(0, { note: null }),
    wireError(/"note": null is not allowed in version 0/),
  );
  assert.throws(
    () => hexOf(2, { items: null }),
    wireError(/"items": null is not allowed in version 2/),
  );
  assert.equal(decodeHex(3, hexOf(3, { items: null })).items, null);
});

Deno.test("encodeRequest() writes a tagged field only if it differs from its default", () => {
  assert.equal(hexOf(2, { hint: { node: -1 } }), hexOf(2, {}));
  assert.equal(hexOf(2, { hint: {} }), hexOf(2, {}));
  const tags = "02" + "00" + "05" + "00000007" + "00" + "05" + "02" + "0209";
  const body = { extra: new Uint8Array([9]), hint: { node: 7 } };
  assert.equal(hexOf(2, body), hexOf(2, {}).slice(0, -2) + tags);
});

Deno.test("encodeRequest() rejects numbers that are out of range", () => {
  const numbers = api({
    key: 998,
    name: "Numbers",
    versions: [0, 0],
    request: {
      ...{ a: int8(), b: int16(), c: uint16(), d: int32(), e: int64(), f: uuid(), g: float64() },
    },
    response: {},
  });
  const most = { a: 127, b: 32767, c: 65535, d: 2 ** 31 - 1, e: 2n ** 63n - 1n, g: Infinity };
  const least = { a: -128, b: -32768, c: 0, d: -(2 ** 31), e: -(2n ** 63n), g: -1e-300 };
  for (const body of [most, least]) {
    const { f: _, ...decoded } = decodeRequest(numbers, 0, encodeRequest(numbers, 0, body));
    assert.deepEqual(decoded, body);
  }
  const bad = [{ a: 128 }, { b: -32769 }, { c: -1 }, { d: 2 ** 31 }, { d: 0.5 }, { d: NaN }, {
    e: 2n ** 63n,
  }];
  for (const body of [...bad, { f: "no uuid" }]) {
    assert.throws(() => encodeRequest(numbers, 0, body), wireError(/ is out of range$/));
  }
});

Deno.test("encodeRequest() rejects text that is too long for the version", () => {
  const kept = "x".repeat(32768);
  assert.throws(() => hexOf(1, { kept }), wireError(/its length is 32768, at most 32767$/));
  assert.equal(decodeHex(2, hexOf(2, { kept })).kept, kept);
});

Deno.test("decodeRequest() returns the default of a field that the version lacks", () => {
  assert.deepEqual(decodeHex(0, "00000001" + "000161"), {
    id: 1,
    lost: "",
    kept: "",
    note: "a",
    items: [],
    hint: { node: -1 },
    extra: null,
  });
});

Deno.test("decodeRequest() skips tagged fields that it does not know", () => {
  const tags = "03" + "00" + "05" + "00000007" + "00" + "03" + "02" + "abcd" + "63" + "00";
  const { hint, extra } = decodeHex(2, hexOf(2, {}).slice(0, -2) + tags);
  assert.deepEqual([hint.node, extra], [7, null]);
});

Deno.test("decodeRequest() rejects a tagged field of the wrong size", () => {
  const tags = "01" + "00" + "06" + "00000007" + "00" + "00";
  assert.throws(
    () => decodeHex(2, hexOf(2, {}).slice(0, -2) + tags),
    wireError(/"hint" at 11: 5 bytes, not 6$/),
  );
});

Deno.test("decodeRequest() rejects missing bytes and ignores extra bytes", () => {
  assert.equal(decodeHex(0, "00000001" + "0000" + "00").id, 1);
  assert.throws(
    () => decodeHex(0, "000000"),
    wireError(/^Cannot decode Sample v0 request: cannot read 4 bytes at 0: 3 left$/),
  );
});

Deno.test("decodeResponse() rejects extra bytes", () => {
  assert.throws(
    () => decodeResponse(sample, 0, Uint8Array.of(0)),
    wireError(/^Cannot decode Sample v0 response: 1 bytes are left over$/),
  );
});

Deno.test("decodeRequest() rejects null if the version does not allow it", () => {
  assert.throws(
    () => decodeHex(0, "00000001" + "ffff"),
    wireError(/"note" before 6: null is not allowed here$/),
  );
});

Deno.test("decodeRequest() rejects counts above the input's size before it allocates", () => {
  const claim = "00000000" + "0000" + "0000" + "ffff" + "7fffffff" + "0000";
  assert.throws(
    () => decodeHex(1, claim),
    wireError(/"items" at 14: 2147483647 elements in 2 bytes$/),
  );
  const negative = claim.replace("7fffffff", "80000000");
  assert.throws(
    () => decodeHex(1, negative),
    wireError(/"items" before 14: its length is -2147483648$/),
  );
});

Deno.test("decodeRequest() returns bytes as views of the input", () => {
  const blob = api({
    key: 997,
    name: "Blob",
    versions: [0, 0],
    request: { all: bytes(), truth: boolean() },
    response: {},
  });
  const input = Uint8Array.fromHex("00000002" + "abcd" + "01");
  const { all } = decodeRequest(blob, 0, input);
  input[4] = 0xff;
  assert.equal(all.toHex(), "ffcd");
});

Deno.test("every function of the schema rejects a version that the API does not have", () => {
  const message = /^Cannot use version 14 of Metadata: only 0 to 13 are known$/;
  assert.throws(() => encodeRequest(metadata, 14, {}), wireError(message));
  assert.throws(() => decodeRequest(metadata, 14, new Uint8Array(9)), wireError(message));
  assert.throws(() => encodeResponse(metadata, 14, {}), wireError(message));
  assert.throws(() => decodeResponse(metadata, 14, new Uint8Array(9)), wireError(message));
  assert.throws(() => encodeRequest(metadata, 1.5, {}), wireError(/version 1\.5 of Metadata/));
});

Deno.test("array() accepts structs and plain values, and api() infers both", () => {
  const lists = api({
    key: 996,
    name: "Lists",
    versions: [0, 0],
    request: { names: array(string()), points: array({ x: int32(), tags: array(int8()) }) },
    response: {},
  });
  const body = { names: ["a", "b"], points: [{ x: 1, tags: [2, 3] }] };
  const decoded = decodeRequest(lists, 0, encodeRequest(lists, 0, body));
  const x: number = decoded.points[0]!.x;
  assert.equal(x, 1);
  assert.deepEqual(decoded, body);
});

Deno.test("the types of a response are inferred from its table", () => {
  const written = encodeResponse(metadata, 12, {
    topics: [{ name: "t", partitions: [{ leaderId: 3 }] }],
  });
  const response: ResponseOf<typeof metadata> = decodeResponse(metadata, 12, written);
  const leader: number = response.topics[0]!.partitions[0]!.leaderId;
  const clusterId: string | null = response.clusterId;
  const generic = <Q, R>(of: Api<Q, R>, bytes: Uint8Array): R => decodeResponse(of, 12, bytes);
  const again: number = generic(metadata, written).controllerId;
  assert.deepEqual([leader, clusterId, again], [3, null, -1]);
  // @ts-expect-error: there is no such field
  assert.ok(encodeRequest(metadata, 12, { topic: "t" }));
  const partitions = [{ fetchOffset: 0 }];
  // @ts-expect-error: offsets are bigint
  assert.throws(() => encodeRequest(fetchApi, 12, { topics: [{ partitions }] }));
});
