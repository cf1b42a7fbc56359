import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonObjectParser } from "../../../lib/input/json_objects.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { readAll } from "./_read_all.ts";

const parseJsonObject = jsonObjectParser({});

Deno.test("jsonObjectParser() reads objects over several lines, and several on one", async () => {
  const text =
    '\n{\n  "key": "a}",\n  "value": null\n}\n\n{"value":"b"} {"value":"c"}\n{\n"value":"d"}';
  assert.deepEqual(await readAll(parseJsonObject, utf8(text)), [
    '2 {"key":"a}","value":null}',
    '7 {"value":"b"}',
    '7 {"value":"c"}',
    '8 {"value":"d"}',
  ]);
});

Deno.test("jsonObjectParser() reads what JSON.stringify() indents", async () => {
  const record = fc.record({ key: fc.string(), value: fc.string() });
  await fc.assert(fc.asyncProperty(fc.array(record, { maxLength: 4 }), async (records) => {
    const text = records.map((one) => `${JSON.stringify(one, null, 2)}\n`).join("");
    const found = await readAll(parseJsonObject, utf8(text));
    assert.deepEqual(
      found.map((line) => line.replace(/^\d+ /, "")),
      records.map((one) => JSON.stringify(one)),
    );
  }));
});

Deno.test("jsonObjectParser() continues after an object that is no record", async () => {
  const text = '{"vaule":"x"}\n[1]\n{"value":"b"}\n';
  assert.deepEqual(await readAll(parseJsonObject, utf8(text)), [
    '1! unknown field "vaule", expected topic, key, value, headers, timestamp, partition, ' +
    "offset, meta",
    "2! expected an object",
    '3 {"value":"b"}',
  ]);
});

for (const text of ["{a}", "}", '{"value":"x"', "nope", '{"value":"x}']) {
  Deno.test(`jsonObjectParser() stops at ${text}`, async () => {
    const found = await readAll(parseJsonObject, utf8(`${text}\n{"value":"b"}`));
    assert.equal(found.length, 1);
    assert.match(found[0]!, /^1! invalid JSON: /);
  });
}
