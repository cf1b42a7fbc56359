import assert from "node:assert/strict";
import { EncodeFailure } from "../../../lib/decode/encoder.ts";
import { JsonSchemaError, loadJsonSchema } from "../../../lib/decode/json_schema.ts";

/** Returns why a value does not fit a schema; null if it fits. */
async function misfit(schema: unknown, value: unknown): Promise<string | null> {
  const check = await loadJsonSchema(JSON.stringify(schema), [], "value");
  try {
    check(value);
  } catch (error) {
    if (!(error instanceof EncodeFailure)) throw error;
    return error.message;
  }
  return null;
}

const endless = `${"a".repeat(50_000)}!`;

Deno.test("withBoundedPatterns() matches (a+)+ in linear time", async () => {
  const schema = { properties: { id: { pattern: "^(a+)+$" } } };
  assert.equal(await misfit(schema, { id: "aaa" }), null);
  assert.equal(
    await misfit(schema, { id: endless }),
    'value.id: string does not match pattern "^(a+)+$"',
  );
});

Deno.test("withBoundedPatterns() keeps the other keywords, and references into allOf", async () => {
  const schema = {
    allOf: [{ minLength: 2 }],
    pattern: "\\u00e9$",
    $defs: { same: { $ref: "#/allOf/0" } },
  };
  assert.equal(await misfit(schema, "xé"), null);
  assert.match(await misfit(schema, "é") ?? "", /too short/);
  assert.match(await misfit(schema, "xx") ?? "", /does not match pattern/);
  assert.equal(
    await misfit({ ...schema, allOf: [{ $ref: "#/$defs/long" }] }, "x").catch(
      (error) => error instanceof JsonSchemaError,
    ),
    true,
  );
});

Deno.test("withBoundedPatterns() ignores data and a property called pattern", async () => {
  assert.equal(await misfit({ const: { pattern: "a" } }, { pattern: "a" }), null);
  const schema = { properties: { pattern: { type: "integer" } } };
  assert.equal(await misfit(schema, { pattern: 1 }), null);
  assert.match(await misfit(schema, { pattern: "x" }) ?? "", /^value.pattern: /);
});

Deno.test("withBoundedPatterns() refuses names with slow expressions", async () => {
  for (const expression of ["^(a+)+$", "(a|b)*", "a*b*c*d*"]) {
    await assert.rejects(misfit({ patternProperties: { [expression]: {} } }, {}), {
      name: "JsonSchemaError",
      message: `patternProperties ${JSON.stringify(expression)} may take too long to match`,
    });
  }
  const schema = { patternProperties: { "^[(+*]-[a-z]+$": { type: "integer" } } };
  assert.equal(await misfit(schema, { "+-a": 1 }), null);
  assert.match(await misfit(schema, { "+-a": "x" }) ?? "", /^value.\+-a: /);
});
