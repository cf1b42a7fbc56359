import assert from "node:assert/strict";
import { jsonLineParser } from "../../../lib/input/json_lines.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { readAll } from "./_read_all.ts";

const parseJsonLine = jsonLineParser({});

Deno.test("jsonLineParser() reads what consume -f jsonl prints", async () => {
  const line = '{"topic":"t","key":"k","value":null,"headers":[{"key":"h","value":"1"},' +
    '{"key":"h","value":null}],"timestamp":1700,"partition":2,"offset":9}\n';
  assert.deepEqual(await readAll(parseJsonLine, utf8(line)), [
    '1 {"topic":"t","key":"k","value":null,"headers":[{"key":"h","value":"1"},' +
    '{"key":"h","value":null}],"timestamp":1700,"partition":2}',
  ]);
});

Deno.test("jsonLineParser() decodes base64, and keeps empty and null apart", async () => {
  const lines = '{"key":"","value":{"base64":"aGk="}}\n{"key":null,"timestamp":null}\n';
  assert.deepEqual(await readAll(parseJsonLine, utf8(lines)), [
    '1 {"key":"","value":"hi"}',
    '2 {"key":null}',
  ]);
});

Deno.test("jsonLineParser() keeps a timestamp beyond 2^53 exact", () => {
  const bytes = utf8('{"timestamp":9223372036854775807}');
  const input = { bytes, start: 0, end: bytes.byteLength, isLast: true };
  assert.deepEqual(parseJsonLine(input), { timestamp: 9223372036854775807n });
});

Deno.test("jsonLineParser() skips blank lines and continues after a wrong line", async () => {
  const lines = '\n{"value":"a"}\n\nnope\n{"value":"b"}';
  assert.deepEqual(await readAll(parseJsonLine, utf8(lines)), [
    '2 {"value":"a"}',
    "4! invalid JSON: Unexpected token 'o', \"nope\" is not valid JSON",
    '5 {"value":"b"}',
  ]);
});

for (
  const [line, found] of [
    ["[]", "expected an object"],
    ['{"vaule":"x"}', 'unknown field "vaule"'],
    ['{"topic":1}', "topic: expected a string"],
    ['{"value":1}', 'value: expected a string, null or {"base64":"..."}'],
    ['{"value":{"base64":"*"}}', "value: invalid base64"],
    ['{"headers":{}}', "headers: expected an array"],
    ['{"headers":[1]}', 'headers: expected {"key":...,"value":...}'],
    ['{"headers":[{"key":1}]}', "headers: expected a string as key"],
    ['{"timestamp":"now"}', "timestamp: expected milliseconds"],
    ['{"timestamp":9223372036854775808}', "timestamp: expected milliseconds"],
    ['{"timestamp":1e300}', "timestamp: expected milliseconds"],
    ['{"value":"\\ud800"}', "value: half of a surrogate pair"],
    ['{"headers":[{"key":"\\udc00"}]}', "headers: expected a string as key"],
    ['{"partition":-1}', "partition: expected a number from 0"],
  ] as const
) {
  Deno.test(`jsonLineParser() rejects ${line}`, async () => {
    const [error = ""] = await readAll(parseJsonLine, utf8(line));
    assert.ok(error.startsWith(`1! ${found}`), error);
  });
}
