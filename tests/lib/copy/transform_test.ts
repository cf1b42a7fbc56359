import assert from "node:assert/strict";
import { RecordFailure } from "../../../lib/copy/record_failure.ts";
import { parseTransform, type RecordChange } from "../../../lib/copy/transform.ts";
import { ExpressionError } from "../../../lib/text/expression_error.ts";
import { type TestRecord, visitRecords } from "./_records.ts";

const source = { topic: "orders", partition: 3 };
const record: TestRecord = {
  key: "k1",
  value: '{"amount":12,"name":"panda","id":1234567890123456789}',
  headers: [["trace", "a"], ["empty", null]],
  timestamp: 1_700_000_000_000n,
};
const decoder = new TextDecoder();

function textOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : decoder.decode(bytes);
}

/** What an expression makes of a record; bytes as text. */
async function changeOf(expression: string, input: TestRecord = record): Promise<unknown> {
  const transform = await parseTransform(expression);
  let change: RecordChange = {};
  visitRecords([input], (view) => void (change = transform(view, source)));
  return Object.fromEntries(
    Object.entries(change).map(([part, data]) => [
      part,
      Array.isArray(data)
        ? data.map(({ key, value }) => [key, textOf(value)])
        : textOf(data as Uint8Array | null),
    ]),
  );
}

for (
  const [expression, expected] of [
    ["value.name", { value: "panda" }],
    ['"<" + value.name + ">"', { value: "<panda>" }],
    ["null", { value: null }],
    ['b"ab"', { value: "ab" }],
    ["value.amount * 2", { value: "24" }],
    ["value.amount / 5.0", { value: "2.4" }],
    ["value.amount > 10", { value: "true" }],
    ["value", { value: '{"amount":12,"name":"panda","id":1234567890123456789}' }],
    ["[key, value.id, null]", { value: '["k1",1234567890123456789,null]' }],
    ["timestamp", { value: "2023-11-14T22:13:20.000Z" }],
    ["headers", { value: '{"trace":"a","empty":null}' }],
    ["2u", { value: "2" }],
    ['{"value": {"n": value.amount}}', { value: '{"n":12}' }],
    ['{"value": null, "key": topic}', { value: null, key: "orders" }],
    ['{"key": partition}', { key: "3" }],
    ['{"headers": {"from": topic, "n": 1}}', { headers: [["from", "orders"], ["n", "1"]] }],
    ['{"headers": headers}', { headers: [["trace", "a"], ["empty", null]] }],
    [
      '{"headers": [{"key": "a", "value": "1"}, {"key": "a", "value": null}]}',
      { headers: [["a", "1"], ["a", null]] },
    ],
    ['value.amount > 10 ? {"key": "big"} : {"key": "small"}', { key: "big" }],
    ['value.amount < 10 ? dyn({"value": null}) : dyn({"key": "big"})', { key: "big" }],
    ["{}", {}],
  ] as const
) {
  Deno.test(`parseTransform() computes ${expression}`, async () => {
    assert.deepEqual(await changeOf(expression), expected);
  });
}

Deno.test("parseTransform() returns values with the keys of a record as they are", async () => {
  const value = '{"key":"a","value":1}';
  assert.deepEqual(await changeOf("value", { value }), { value });
});

Deno.test("parseTransform() writes text that is not JSON, and null", async () => {
  assert.deepEqual(await changeOf("value", { value: "salut" }), { value: "salut" });
  assert.deepEqual(await changeOf("value", { value: null }), { value: null });
});

for (
  const [expression, reason] of [
    ["value.missing", /no such key: missing/],
    ["value.amount / 0.0", /the value has no form in JSON: Infinity/],
    ['[b"a"]', /the value has no form in JSON: it contains bytes/],
    ['{"headers": 1}', /headers are neither a map nor a list of maps/],
    ['{"headers": [{"key": "a"}]}', /a header in the list is no map with key and value/],
    ["[type(1)]", /it contains a Type/],
  ] as const
) {
  Deno.test(`parseTransform() fails for a record: ${expression}`, async () => {
    await assert.rejects(
      changeOf(expression),
      (error: unknown) => error instanceof RecordFailure && reason.test(error.message),
    );
  });
}

Deno.test("parseTransform() fails for a value of very many levels", async () => {
  const levels = 200_000;
  const value = "[".repeat(levels) + "]".repeat(levels);
  await assert.rejects(
    changeOf("value", { value }),
    (error: unknown) =>
      error instanceof RecordFailure && /the value is nested too deeply/.test(error.message),
  );
});

for (
  const [expression, reason] of [
    ['{"kay": 1}', /a map has the keys key, value, headers, not "kay", at column 3/],
    ["{1: 2}", /not others/],
    ["value.", /./],
    ["amount", /Unknown variable|unknown variable/],
  ] as const
) {
  Deno.test(`parseTransform() rejects ${expression}`, async () => {
    await assert.rejects(
      parseTransform(expression),
      (error: unknown) => error instanceof ExpressionError && reason.test(error.message),
    );
  });
}
