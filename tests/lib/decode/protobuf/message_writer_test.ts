import assert from "node:assert/strict";
import { EncodeFailure } from "../../../../lib/decode/encoder.ts";
import { messageReader } from "../../../../lib/decode/protobuf/message_reader.ts";
import { messageWriter } from "../../../../lib/decode/protobuf/message_writer.ts";
import { findType, loadProtoSchema } from "../../../../lib/decode/protobuf/proto_schema.ts";

const schema = await loadProtoSchema([{
  name: "a.proto",
  text: `syntax = "proto2";
    import "google/protobuf/timestamp.proto"; import "google/protobuf/duration.proto";
    import "google/protobuf/struct.proto"; import "google/protobuf/wrappers.proto";
    import "google/protobuf/field_mask.proto";
    message All {
      optional int64 a = 1; optional uint64 b = 2; optional sint32 c = 3; optional float d = 4;
      optional double e = 5; optional bool f = 6; optional string g_h = 7; optional bytes i = 8;
      repeated int32 list = 9; map<int64, All> all_map = 10; optional State state = 11;
      optional All child = 12; optional google.protobuf.Timestamp at = 13;
      optional google.protobuf.Duration took = 14; optional google.protobuf.Value any = 15;
      optional google.protobuf.UInt64Value wrapped = 16; optional google.protobuf.FieldMask m = 17;
      optional google.protobuf.BytesValue raw = 18; optional google.protobuf.FloatValue short = 19;
    }
    message Strict { required int32 id = 1; }
    enum State { NEW = 0; PAID = 1; }`,
}], () => Promise.resolve(undefined));

const write = (type: string, value: unknown): Uint8Array =>
  messageWriter(findType(schema, type), "value")(value);
const copied = (value: unknown): unknown =>
  messageReader(findType(schema, "All"), schema.protobuf)(write("All", value));

for (
  const value of [
    { a: -9223372036854775808n, b: 18446744073709551615n, c: -1, d: 0.1, e: 1.5, f: true },
    { a: 5, g_h: "é", list: [1, -2], state: "PAID" },
    { all_map: { "-9223372036854775808": { c: 1 } } },
    { child: { child: { f: false } } },
    { at: "2026-01-31T12:00:00.123456789Z", took: "-0.500s" },
    { at: "1969-12-31T23:59:59.500Z", took: "3s" },
    { any: { a: [1, "b", null, true, { c: {} }] }, m: "a,b.c" },
    { wrapped: 18446744073709551615n, short: 0.1 },
  ]
) {
  Deno.test(`messageWriter() encodes ${Object.entries(value).join(" ")}`, () => {
    const decoded = copied(value) as Record<string, unknown>;
    for (const [name, part] of Object.entries(value)) {
      const inner = name === "all_map"
        ? Object.keys(decoded[name] as object)
        : name === "child"
        ? (decoded[name] as { child: { f: unknown } }).child.f
        : decoded[name];
      const expected = name === "all_map" ? Object.keys(part) : name === "child" ? false : part;
      assert.deepEqual(inner, expected);
    }
  });
}

Deno.test("messageWriter() accepts other forms of a value", () => {
  const decoded = copied({ gH: "x", state: 1, i: { base64: "AP8=" }, a: null, e: "Infinity" });
  const { g_h, state, i, a, e } = decoded as Record<string, unknown>;
  assert.deepEqual([g_h, state, a, e], ["x", "PAID", undefined, Infinity]);
  assert.deepEqual([...i as Uint8Array], [0, 255]);
});

for (
  const [type, value, expected] of [
    ["All", [], "value: expected an object (All), found a list"],
    ["All", { x: 1 }, 'value: All has no field "x"'],
    ["All", { a: "1" }, 'value.a: expected a number of type int64, found "1"'],
    ["All", { b: -1 }, "value.b: expected a number of type uint64, found -1"],
    ["All", { c: 2 ** 31 }, "value.c: expected a number of type sint32, found 2147483648"],
    ["All", { g_h: 1 }, "value.g_h: expected a text, found 1"],
    ["All", { list: [1, 1.5] }, "value.list[1]: expected a number of type int32, found 1.5"],
    ["All", { child: { f: 0 } }, "value.child.f: expected true or false, found 0"],
    ["All", { state: "OLD" }, 'value.state: expected one of NEW, PAID (State), found "OLD"'],
    ["All", { at: 5 }, "value.at: expected a time such as 2026-01-31T12:00:00Z, found 5"],
    ["Strict", {}, "value.id: it is missing, and required"],
  ] as const
) {
  Deno.test(`messageWriter() rejects: ${expected}`, () => {
    assert.throws(
      () => write(type, value),
      (error) => error instanceof EncodeFailure && error.message === expected,
    );
  });
}

Deno.test("messageWriter() rejects a message of 10,000 levels", () => {
  let value: unknown = {};
  for (let level = 0; level < 10_000; level++) value = { child: value };
  assert.throws(() => write("All", value), /more than 100 levels deep/);
});
