import assert from "node:assert/strict";
import { EncodeFailure } from "../../../lib/decode/encoder.ts";
import { JsonSchemaError, loadJsonSchema } from "../../../lib/decode/json_schema.ts";

const order = {
  type: "object",
  required: ["a"],
  properties: {
    a: { type: "number", minimum: 3 },
    b: { type: "array", items: { type: "string" } },
  },
  additionalProperties: false,
};

for (
  const [value, expected] of [
    [{ a: 1 }, "value.a: 1 is less than 3"],
    [{}, 'value: instance does not have required property "a"'],
    [{ a: 5, b: ["x", 1] }, 'value.b.1: instance type "number" is invalid. Expected "string"'],
    [{ a: 5, c: 1 }, "value.c: false boolean schema"],
  ] as const
) {
  Deno.test(`loadJsonSchema() rejects: ${expected}`, async () => {
    const check = await loadJsonSchema(JSON.stringify(order), [], "value");
    check({ a: 5, b: ["x"] });
    assert.throws(
      () => check(value),
      (error) => error instanceof EncodeFailure && error.message === expected,
    );
  });
}

Deno.test("loadJsonSchema() finds the schemas that it refers to", async () => {
  const references = [{ name: "http://example.org/id.json", text: '{"type":"integer"}' }];
  const check = await loadJsonSchema('{"$ref":"http://example.org/id.json"}', references, "value");
  check(5);
  assert.throws(() => check("x"), EncodeFailure);
});

const deep = '{"not":'.repeat(10_000) + "true" + "}".repeat(10_000);

for (
  const [what, text, found] of [
    ["10,000 levels", deep, /^it has more than 200 levels$/],
    ["a million characters too many", " ".repeat(5_000_000), /^it has more than \d+ characters$/],
    ["no JSON", "{", /^it is not JSON: /],
    ["a list", "[]", /^it is not an object$/],
    ["a cycle", '{"$ref":"#"}', /^it refers to itself without end$/],
    ["an invalid expression", '{"pattern":"("}', /^pattern "\(": .*missing closing \)/],
    ["a reference that is missing", '{"$ref":"http://example.org/a"}', /^Unresolved \$ref/],
  ] as const
) {
  Deno.test(`loadJsonSchema() rejects ${what}`, async () => {
    await assert.rejects(
      async () => (await loadJsonSchema(text, [], "value"))("x"),
      (error) => error instanceof JsonSchemaError && found.test(error.message),
    );
  });
}
