import assert from "node:assert/strict";
import fc from "fast-check";
import { avroValueReader } from "../../../../lib/decode/avro/avro_decode.ts";
import { avroValueWriter } from "../../../../lib/decode/avro/avro_encode.ts";
import { parseAvroSchema } from "../../../../lib/decode/avro/avro_schema.ts";
import { failureOf, hex } from "../_decode.ts";

const read = (schema: unknown, bytes: string): unknown =>
  avroValueReader(parseAvroSchema(JSON.stringify(schema)))(hex(bytes));

const list = {
  type: "record",
  name: "List",
  fields: [{ name: "value", type: "long" }, { name: "next", type: ["null", "List"] }],
};
const decimal = { type: "bytes", logicalType: "decimal", precision: 9, scale: 2 };
const long = (logicalType: string): unknown => ({ type: "long", logicalType });

// The bytes of primitives are those of the specification's examples.
for (
  const [schema, bytes, expected] of [
    ["null", "", null],
    ["boolean", "01", true],
    ["int", "7f", -64],
    ["int", "80 01", 64],
    ["long", "fe ff ff ff ff ff ff ff ff 01", 9223372036854775807n],
    ["long", "ff ff ff ff ff ff ff ff ff 01", -9223372036854775808n],
    ["long", "fe ff ff ff ff ff ff 1f", 9007199254740991n],
    ["float", "cd cc cc 3d", 0.1],
    ["double", "00 00 00 00 00 00 f8 7f", NaN],
    ["bytes", "04 00 ff", new Uint8Array([0, 255])],
    ["string", "06 66 6f 6f", "foo"],
    ["string", "04 c3 a9", "é"],
    [{ type: "array", items: "long" }, "04 06 36 00", [3, 27]],
    [{ type: "array", items: "long" }, "03 04 06 36 00", [3, 27]],
    [{ type: "map", values: "int" }, "02 02 61 02 00", { a: 1 }],
    [["null", "string"], "02 02 61", "a"],
    [["null", "string"], "00", null],
    [{ type: "enum", name: "E", symbols: ["A", "B"] }, "02", "B"],
    [{ type: "fixed", name: "F", size: 2 }, "00 ff", new Uint8Array([0, 255])],
    [list, "02 02 04 00", { value: 1, next: { value: 2, next: null } }],
    [decimal, "04 fb 2e", "-12.34"],
    [decimal, "02 05", "0.05"],
    [decimal, "00", "0.00"],
    [{ ...decimal, scale: 0 }, "02 05", "5"],
    [{ type: "int", logicalType: "date" }, "82 c0 02", "2026-01-28"],
    [{ type: "int", logicalType: "time-millis" }, "d2 09", "00:00:00.617"],
    [long("time-micros"), "02", "00:00:00.000001"],
    [long("timestamp-millis"), "01", "1969-12-31T23:59:59.999Z"],
    [long("timestamp-micros"), "02", "1970-01-01T00:00:00.000001Z"],
    [long("local-timestamp-nanos"), "02", "1970-01-01T00:00:00.000000001"],
    [long("timestamp-millis"), "fe ff ff ff ff ff ff ff ff 01", 9223372036854775807n],
    [
      { type: "fixed", name: "U", size: 16, logicalType: "uuid" },
      "00112233445566778899aabbccddeeff",
      "00112233-4455-6677-8899-aabbccddeeff",
    ],
    [
      { type: "fixed", name: "D", size: 12, logicalType: "duration" },
      "01000000 02000000 03000000",
      { months: 1, days: 2, millis: 3 },
    ],
  ] as const
) {
  Deno.test(`avroValueReader() reads ${JSON.stringify(schema)} from ${bytes}`, () => {
    const wanted = typeof expected === "bigint" && Number.isSafeInteger(Number(expected))
      ? Number(expected)
      : expected;
    assert.deepEqual(read(schema, bytes), wanted);
  });
}

Deno.test("avroValueReader() reads a map with any key", () => {
  const map = read({ type: "map", values: "int" }, "02 12 5f5f70726f746f5f5f 02 00");
  assert.deepEqual(Object.entries(map as object), [["__proto__", 1]]);
});

for (
  const [schema, bytes, reason] of [
    ["int", "", /^it is cut short$/],
    ["int", "80", /^it is cut short$/],
    ["int", "80 80 80 80 80 80 80 80 80 80 01", /more than 64 bits$/],
    ["int", "fe ff ff ff ff 01", /is not an integer of 32 bits$/],
    ["string", "ff ff ff ff ff ff ff ff ff 01", /^the length -\d+ is not valid$/],
    ["string", "08 61", /^it is cut short$/],
    ["int", "02 02", /^1 bytes follow the value$/],
    [["null"], "02", /^there is no branch 1 in a union of 1$/],
    [{ type: "enum", name: "E", symbols: ["A"] }, "03", /^there is no symbol -2/],
    [{ type: "array", items: "null" }, "80 80 80 80 80 40 00", /more than its bytes can hold$/],
    [list, "02 02".repeat(1000), /^more than 400 levels deep$/],
  ] as const
) {
  Deno.test(`avroValueReader() fails: ${reason.source}, ${bytes.slice(0, 30)}`, () => {
    assert.match(failureOf(() => read(schema, bytes)), reason);
  });
}

Deno.test("avroValueReader() reads every integer that avroValueWriter() writes", () => {
  const type = parseAvroSchema('"long"');
  const [write, read] = [avroValueWriter(type, "value"), avroValueReader(type)];
  const anyLong = fc.oneof(
    fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    fc.integer({ min: 0, max: 62 }).chain((bits) =>
      fc.bigInt(-(2n ** BigInt(bits)), 2n ** BigInt(bits))
    ),
  );
  fc.assert(fc.property(anyLong, (integer) => {
    assert.equal(BigInt(read(write(integer)) as number | bigint), integer);
  }));
});
