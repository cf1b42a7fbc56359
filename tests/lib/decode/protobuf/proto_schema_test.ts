import assert from "node:assert/strict";
import { FailedError } from "../../../../lib/errors.ts";
import { findType, loadProtoSchema } from "../../../../lib/decode/protobuf/proto_schema.ts";

const nothing = (): Promise<undefined> => Promise.resolve(undefined);
const load = async (text: string, others: Readonly<Record<string, string>> = {}) =>
  await loadProtoSchema(
    [{ name: "main.proto", text }],
    (name) => Promise.resolve(name in others ? { name, text: others[name]! } : undefined),
  );

const order = 'syntax = "proto3"; package shop; import "a/item.proto"; ' +
  "message Order { Item item = 1; } message Other {}";
const item = 'syntax = "proto3"; package shop; message Item { int32 id = 1; }';

Deno.test("loadProtoSchema() loads imports, and lists the types of the files", async () => {
  const schema = await load(order, { "a/item.proto": item });
  assert.deepEqual(schema.types.map(({ name }) => name), ["Order", "Other"]);
  assert.equal(findType(schema, "shop.Item").fullName, ".shop.Item");
});

Deno.test("loadProtoSchema() knows the files of Protobuf and of the registry", async () => {
  const schema = await load(
    'syntax = "proto3"; import "google/protobuf/timestamp.proto"; ' +
      'import "confluent/meta.proto"; import "confluent/type/decimal.proto"; ' +
      "message A { google.protobuf.Timestamp at = 1; confluent.type.Decimal d = 2; }",
  );
  assert.equal(findType(schema, "A").fieldsArray.length, 2);
});

Deno.test("loadProtoSchema() ends if imports form a cycle", async () => {
  const main = 'syntax = "proto3"; import "b.proto"; message A { B b = 1; }';
  const other = 'syntax = "proto3"; import "main.proto"; message B { A a = 1; }';
  const schema = await load(main, { "b.proto": other });
  assert.equal(findType(schema, "B").fullName, ".B");
});

const deep = "message A { ".repeat(10_000) + "}".repeat(10_000);

for (
  const [what, text, found] of [
    [
      "a missing import",
      'syntax = "proto3"; import "b.proto";',
      /imports "b.proto": no such file$/,
    ],
    ["a missing type", 'syntax = "proto3"; message A { B b = 1; }', /no such Type or Enum 'B'/],
    ["a syntax error", 'syntax = "proto3"; message {', /illegal/],
    ["10,000 levels", deep, /too deeply|depth/],
    ["a million characters too many", " ".repeat(2_000_000), /more than \d+ characters$/],
    [
      "a name that is code",
      'syntax = "proto3"; message A { int32 a(){};globalThis.hacked=1;b = 1; }',
      /illegal/,
    ],
  ] as const
) {
  Deno.test(`loadProtoSchema() rejects ${what}`, async () => {
    await assert.rejects(loadProtoSchema([{ name: "main.proto", text }], nothing), (error) => {
      assert.ok(error instanceof FailedError, String(error));
      assert.match(error.message, /^Cannot use the Protobuf schema "main.proto": /);
      assert.match(error.message, found);
      return true;
    });
    assert.ok(!("hacked" in globalThis));
  });
}

Deno.test("findType() lists the types if there is none of the name", async () => {
  const schema = await load(order, { "a/item.proto": item });
  assert.equal(findType(schema, "shop.Item").fullName, ".shop.Item");
  assert.throws(
    () => findType(schema, "Items"),
    (error) =>
      error instanceof FailedError &&
      error.hint === "Use one of shop.Order, shop.Other",
  );
});
