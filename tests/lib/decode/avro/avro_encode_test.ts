import assert from "node:assert/strict";
import fc from "fast-check";
import { avroValueReader } from "../../../../lib/decode/avro/avro_decode.ts";
import { avroValueWriter } from "../../../../lib/decode/avro/avro_encode.ts";
import { parseAvroSchema } from "../../../../lib/decode/avro/avro_schema.ts";
import { EncodeFailure } from "../../../../lib/decode/encoder.ts";

const typeOf = (schema: unknown) => parseAvroSchema(JSON.stringify(schema));
const write = (schema: unknown, value: unknown): Uint8Array =>
  avroValueWriter(typeOf(schema), "value")(value);

/** What a value is after it was encoded and decoded. */
const copied = (schema: unknown, value: unknown): unknown =>
  avroValueReader(typeOf(schema))(write(schema, value));

const long = (logicalType: string): unknown => ({ type: "long", logicalType });
const decimal = { type: "bytes", logicalType: "decimal", precision: 6, scale: 2 };

/** Schemas of a few levels, each with its values. */
const { schema: anySchema } = fc.letrec<
  { schema: { readonly schema: unknown; readonly values: fc.Arbitrary<unknown> } }
>((tie) => ({
  schema: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<{ readonly schema: unknown; readonly values: fc.Arbitrary<unknown> }>(
      { schema: "null", values: fc.constant(null) },
      { schema: "boolean", values: fc.boolean() },
      { schema: "int", values: fc.integer() },
      { schema: "long", values: fc.maxSafeInteger() },
      { schema: "double", values: fc.double({ noNaN: true, noDefaultInfinity: true }) },
      { schema: "string", values: fc.string({ unit: "grapheme" }) },
      { schema: ["null", "string"], values: fc.option(fc.string()) },
    ),
    tie("schema").map(({ schema, values }) => ({
      schema: { type: "array", items: schema },
      values: fc.array(values),
    })),
    tie("schema").map(({ schema, values }) => ({
      schema: { type: "map", values: schema },
      values: fc.dictionary(fc.string(), values),
    })),
  ),
}));

Deno.test("avroValueWriter() encodes what avroValueReader() decodes to the same value", () => {
  fc.assert(
    fc.property(anySchema, fc.gen(), ({ schema, values }, generate) => {
      const value = generate(() => values);
      assert.deepEqual(copied(schema, value), structuredClone(value));
    }),
  );
});

for (
  const [schema, value] of [
    ["long", 9223372036854775807n],
    ["float", 0.1],
    [decimal, "-12.34"],
    [decimal, "0.05"],
    [{ ...decimal, type: "fixed", name: "F", size: 4 }, "-1.00"],
    [{ type: "int", logicalType: "date" }, "1969-12-31"],
    [{ type: "int", logicalType: "time-millis" }, "23:59:59.999"],
    [long("time-micros"), "00:00:00.000001"],
    [long("timestamp-millis"), "1969-12-31T23:59:59.999Z"],
    [long("timestamp-nanos"), "2026-01-31T12:00:00.123456789Z"],
    [long("local-timestamp-micros"), "2026-01-31T12:00:00.000001"],
    [{ type: "string", logicalType: "uuid" }, "00112233-4455-6677-8899-aabbccddeeff"],
    [
      { type: "fixed", name: "U", size: 16, logicalType: "uuid" },
      "00112233-4455-6677-8899-aabbccddeeff",
    ],
    [
      { type: "fixed", name: "D", size: 12, logicalType: "duration" },
      { months: 1, days: 2, millis: 4294967295 },
    ],
    [{ type: "enum", name: "E", symbols: ["A", "B"] }, "B"],
  ] as const
) {
  Deno.test(`avroValueWriter() encodes ${JSON.stringify(schema)}: ${value}`, () => {
    assert.deepEqual(copied(schema, value), value);
  });
}

Deno.test("avroValueWriter() accepts other forms of a value", () => {
  assert.equal(copied(long("timestamp-millis"), 1), "1970-01-01T00:00:00.001Z");
  assert.equal(
    copied(long("timestamp-millis"), "1970-01-01T01:00:00+01:00"),
    "1970-01-01T00:00:00.000Z",
  );
  assert.equal(copied(decimal, 12.5), "12.50");
  assert.equal(copied("double", "NaN"), NaN);
  assert.deepEqual(copied("bytes", { base64: "AP8=" }), new Uint8Array([0, 255]));
  assert.equal(copied(["null", "long", "string"], { long: 5 }), 5);
  assert.equal(copied(["null", "int", "double"], 1.5), 1.5);
});

const order = {
  type: "record",
  name: "shop.Order",
  fields: [
    { name: "id", type: "long" },
    { name: "note", type: ["null", "string"], default: null },
    { name: "raw", type: "bytes", default: "\u00ff" },
    { name: "lines", type: { type: "array", items: "int" }, default: [1] },
    { name: "next", type: ["null", "shop.Order"], default: null },
  ],
};

Deno.test("avroValueWriter() writes the defaults of absent fields", () => {
  assert.deepEqual(copied(order, { id: 1 }), {
    id: 1,
    note: null,
    raw: new Uint8Array([255]),
    lines: [1],
    next: null,
  });
});

for (
  const [schema, value, expected] of [
    ["int", "a", 'value: expected an integer of 32 bits, found "a"'],
    ["int", 2147483648, "value: expected an integer of 32 bits, found 2147483648"],
    ["long", 1.5, "value: expected an integer of 64 bits, found 1.5"],
    ["long", 2n ** 63n, "value: expected an integer of 64 bits, found 9223372036854775808"],
    ["string", null, "value: expected a text, found null"],
    ["bytes", "a", 'value: expected {"base64":"..."}, found "a"'],
    [{ type: "fixed", name: "F", size: 2 }, { base64: "AA==" }, "value: expected 2 bytes, found 1"],
    [order, [], "value: expected an object (shop.Order), found a list"],
    [order, {}, "value.id: it is missing, and has no default"],
    [order, { id: 1, x: 1 }, 'value: shop.Order has no field "x"'],
    [order, { id: 1, note: 5 }, "value.note: expected a text, found 5"],
    [
      order,
      { id: 1, lines: [1, "b"] },
      'value.lines[1]: expected an integer of 32 bits, found "b"',
    ],
    [
      order,
      { id: 1, next: { id: 2, next: { id: "c" } } },
      'value.next.next.id: expected an integer of 64 bits, found "c"',
    ],
    [["null", "int", "string"], [], "value: expected one of null, int, string, found a list"],
    [{ type: "enum", name: "E", symbols: ["A"] }, "B", 'value: expected one of A, found "B"'],
    [
      decimal,
      "1.234",
      "value: expected a decimal of at most 6 digits, 2 of them after the point, " +
      'found "1.234"',
    ],
    [
      decimal,
      "99999.99",
      "value: expected a decimal of at most 6 digits, 2 of them after the " +
      'point, found "99999.99"',
    ],
    [
      { type: "int", logicalType: "date" },
      "2026-02-31x",
      "value: expected a date such as " +
      '2026-01-31, found "2026-02-31x"',
    ],
  ] as const
) {
  Deno.test(`avroValueWriter() rejects: ${expected}`, () => {
    assert.throws(
      () => write(schema, value),
      (error) => error instanceof EncodeFailure && error.message === expected,
    );
  });
}

Deno.test("avroValueWriter() stops to try the branches of a hostile schema", () => {
  const nested = (name: string) => ({
    type: "record",
    name,
    fields: [{ name: "a", type: ["A", "B"] }],
  });
  const schema = [
    { ...nested("A"), fields: [{ name: "a", type: ["null", "A", nested("B")] }] },
    "B",
  ];
  let value: unknown = "wrong";
  for (let level = 0; level < 60; level++) value = { a: value };
  assert.throws(() => write(schema, value), EncodeFailure);
});
