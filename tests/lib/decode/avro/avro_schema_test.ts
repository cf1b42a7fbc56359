import assert from "node:assert/strict";
import { AvroSchemaError, parseAvroSchema } from "../../../../lib/decode/avro/avro_schema.ts";

const order = {
  type: "record",
  name: "Order",
  namespace: "shop",
  fields: [{ name: "id", type: "long" }, { name: "next", type: ["null", "Order"] }],
};

Deno.test("parseAvroSchema() reads a record that contains itself", () => {
  const type = parseAvroSchema(JSON.stringify(order));
  assert.ok(type.kind === "record" && type.name === "shop.Order");
  const next = type.fields[1]!.type;
  assert.ok(next.kind === "union");
  assert.equal(next.branches[1], type);
});

Deno.test("parseAvroSchema() reads a primitive with and without quotes", () => {
  for (const text of ['"string"', "string", '{"type":"string"}', '{"type":{"type":"string"}}']) {
    assert.deepEqual(parseAvroSchema(text), { kind: "string", logical: null });
  }
});

Deno.test("parseAvroSchema() finds the types of its references", () => {
  const type = parseAvroSchema('{"type":"array","items":"shop.Order"}', [JSON.stringify(order)]);
  assert.ok(type.kind === "array" && type.items.kind === "record");
});

Deno.test("parseAvroSchema() ignores logical types that do not fit", () => {
  for (
    const json of [
      { type: "string", logicalType: "decimal", precision: 4 },
      { type: "bytes", logicalType: "decimal", precision: 4, scale: 5 },
      { type: "int", logicalType: "toString" },
    ]
  ) {
    const type = parseAvroSchema(JSON.stringify(json));
    assert.ok("logical" in type && type.logical === null);
  }
});

const deep = (levels: number): string =>
  '{"type":"array","items":'.repeat(levels) + '"int"' + "}".repeat(levels);
const code = "a(){};globalThis.hacked=true;function b";

for (
  const [what, text, found] of [
    ["10,000 levels", deep(10_000), /^it has more than 100 levels$/],
    ["a million characters too many", " ".repeat(5_000_000), /^it has more than \d+ characters$/],
    ["a record whose name is code", JSON.stringify({ ...order, name: code }), /is not a name$/],
    [
      "a field whose name is code",
      JSON.stringify({ ...order, fields: [{ name: code, type: "int" }] }),
      /is not a name$/,
    ],
    [
      "a symbol that is code",
      JSON.stringify({ type: "enum", name: "E", symbols: [code] }),
      /is not a name$/,
    ],
    [
      "a field that is the prototype",
      JSON.stringify({ ...order, fields: [{ name: "__proto__", type: "int" }] }),
      /^"__proto__" is not a name$/,
    ],
    ["an unknown type", '"Order"', /^there is no type "Order"$/],
    ["two types of one name", JSON.stringify([order, order]), /^it defines shop.Order twice$/],
    [
      "two fields of one name",
      '{"type":"record","name":"A","fields":[{"name":"a","type":"int"},' +
      '{"name":"a","type":"int"}]}',
      /^A has two fields a$/,
    ],
    ["a union in a union", '["null",["int"]]', /^a union contains a union$/],
    ["a fixed of a terabyte", '{"type":"fixed","name":"F","size":1099511627776}', /^the size of F/],
    ["no JSON", "{", /^it is not JSON: /],
    ["a number", "1", /^1 is not a type$/],
    ["a record without fields", '{"type":"record","name":"A"}', /^the record A has no fields$/],
    ["a type without a name", '{"type":"enum","symbols":[]}', /^a type has no name$/],
  ] as const
) {
  Deno.test(`parseAvroSchema() rejects ${what}`, () => {
    assert.throws(() => parseAvroSchema(text), (error) => {
      assert.ok(error instanceof AvroSchemaError);
      assert.match(error.message, found);
      return true;
    });
    assert.ok(!("hacked" in globalThis));
  });
}
