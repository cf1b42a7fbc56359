import assert from "node:assert/strict";
import { messageReader } from "../../../../lib/decode/protobuf/message_reader.ts";
import { findType, loadProtoSchema } from "../../../../lib/decode/protobuf/proto_schema.ts";
import { failureOf, hex } from "../_decode.ts";

const schema = await loadProtoSchema([{
  name: "a.proto",
  text: `syntax = "proto3";
    import "google/protobuf/timestamp.proto"; import "google/protobuf/duration.proto";
    import "google/protobuf/struct.proto"; import "google/protobuf/wrappers.proto";
    message Numbers {
      int64 a = 1; uint64 b = 2; sint64 c = 3; fixed64 d = 4; float e = 5; bool f = 6;
    }
    message Parts {
      repeated int32 list = 1; map<int64, string> map_field = 2; optional int32 maybe = 3;
      enum State { NEW = 0; PAID = 1; } State state = 4; Parts child = 5; bytes raw = 6;
      oneof choice { string text = 7; int32 number = 8; }
    }
    message Times {
      google.protobuf.Timestamp at = 1; google.protobuf.Duration took = 2;
      google.protobuf.Value any = 3; google.protobuf.Int64Value wrapped = 4;
    }`,
}], () => Promise.resolve(undefined));

const read = (type: string, bytes: string): unknown =>
  messageReader(findType(schema, type), schema.protobuf)(hex(bytes));

Deno.test("messageReader() returns integers of 64 bits exactly", () => {
  assert.deepEqual(
    read(
      "Numbers",
      "08 ffffffffffffffffff01 10 ffffffffffffffffff01 18 03 21 ffffffffffffff7f 2d cdcccc3d 3001",
    ),
    { a: -1, b: 18446744073709551615n, c: -2, d: 9223372036854775807n, e: 0.1, f: true },
  );
});

Deno.test("messageReader() returns the defaults of fields whose presence is not tracked", () => {
  assert.deepEqual(read("Numbers", ""), { a: 0, b: 0, c: 0, d: 0, e: 0, f: false });
  assert.deepEqual(read("Parts", ""), {
    list: [],
    map_field: {},
    state: "NEW",
    raw: new Uint8Array(),
  });
});

Deno.test("messageReader() returns lists, maps, enums and messages", () => {
  assert.deepEqual(
    read(
      "Parts",
      "0a 02 01 02 12 0e 08 ffffffffffffffffff01 12 01 61 18 00 20 01 2a 02 20 05 40 07",
    ),
    {
      list: [1, 2],
      map_field: { "-1": "a" },
      maybe: 0,
      state: "PAID",
      child: { list: [], map_field: {}, state: 5, raw: new Uint8Array() },
      raw: new Uint8Array(),
      number: 7,
    },
  );
});

Deno.test("messageReader() returns well-known types in their forms in JSON", () => {
  assert.deepEqual(
    read(
      "Times",
      "0a 07 08 01 10 80 ad e2 04 12 06 10 80 ca b5 ee 01 1a 05 1a 03 61 62 63 22 02 08 05",
    ),
    { at: "1970-01-01T00:00:01.010Z", took: "0.500s", any: "abc", wrapped: 5 },
  );
  assert.deepEqual(read("Times", "1a 0c 32 0a 0a 02 20 01 0a 04 1a 02 68 69"), {
    any: [true, "hi"],
  });
});

Deno.test("messageReader() ignores unknown fields", () => {
  assert.deepEqual(read("Times", "f8 07 01"), {});
});

for (const bytes of ["08", "0a 05 01", "2a 02".repeat(200), "ff ff ff ff ff ff ff ff ff ff ff"]) {
  Deno.test(`messageReader() fails for ${bytes.slice(0, 20)}`, () => {
    assert.match(failureOf(() => read("Parts", bytes)), /^not a message of type Parts: /);
  });
}
