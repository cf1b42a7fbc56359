import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonWriter } from "../../../lib/format/json_record.ts";
import { visibleJson } from "../../../lib/text/visible.ts";
import { bytes, printed } from "./records.ts";
import { anyText } from "../../support/any_text.ts";

const jsonl = jsonWriter({ pretty: false });
const pretty = jsonWriter({ pretty: true });

Deno.test("jsonWriter() puts a record on one line, keys in rpk's order", () => {
  assert.equal(
    printed(jsonl, { headers: [{ key: "h", value: bytes("x") }] }),
    '{"topic":"orders","key":"k1","value":"v1","headers":[{"key":"h","value":"x"}],' +
      '"timestamp":1700000000123,"partition":3,"offset":42}\n',
  );
});

Deno.test("jsonWriter() prints what JSON.stringify() would indent by two spaces", () => {
  const headers = [{ key: "h", value: bytes("x") }, { key: "h", value: null }];
  const expected = {
    topic: "orders",
    key: "k1",
    value: "v1",
    headers: [{ key: "h", value: "x" }, { key: "h", value: null }],
    timestamp: 1_700_000_000_123,
    partition: 3,
    offset: 42,
  };
  assert.equal(printed(pretty, { headers }), JSON.stringify(expected, null, 2) + "\n");
  assert.equal(
    printed(pretty, {}),
    JSON.stringify({ ...expected, headers: [] }, null, 2) + "\n",
  );
});

Deno.test("jsonWriter() distinguishes null and empty in keys, values and headers", () => {
  const headers = [{ key: "", value: null }, { key: "", value: bytes("") }];
  assert.equal(
    printed(jsonl, { key: null, value: null, headers }, { key: "", value: "" }),
    '{"topic":"orders","key":null,"value":null,"headers":[{"key":"","value":null},' +
      '{"key":"","value":""}],"timestamp":1700000000123,"partition":3,"offset":42}\n' +
      '{"topic":"orders","key":"","value":"","headers":[],"timestamp":1700000000123,' +
      '"partition":3,"offset":42}\n',
  );
});

Deno.test("jsonWriter() writes bytes that are not UTF-8 as base64", () => {
  assert.equal(
    printed(jsonl, {
      key: Uint8Array.of(0xff),
      value: Uint8Array.of(0x61, 0xc3),
      headers: [{ key: "h", value: Uint8Array.of(0xed, 0xa0, 0x80) }],
    }),
    '{"topic":"orders","key":{"base64":"/w=="},"value":{"base64":"YcM="},' +
      '"headers":[{"key":"h","value":{"base64":"7aCA"}}],' +
      '"timestamp":1700000000123,"partition":3,"offset":42}\n',
  );
});

Deno.test("jsonWriter() prints offsets beyond 2^53 exactly", () => {
  assert.match(
    printed(jsonl, { offset: 9_223_372_036_854_775_806n }),
    /"offset":9223372036854775806\}\n$/,
  );
});

Deno.test("jsonWriter() prints null for a record without a timestamp", () => {
  assert.match(printed(jsonl, { timestamp: -1n }), /,"timestamp":null,/);
});

Deno.test("jsonWriter() escapes what JSON must and what a terminal would obey", () => {
  assert.match(
    printed(jsonl, { value: '"\\\b\t\n\f\r\x00\x1b\x7f\u009b\u202e\u2066é👩' }),
    /,"value":"\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u001b\\u007f\\u009b\\u202e\\u2066é👩",/,
  );
});

Deno.test("jsonWriter() escapes the invisible characters that visible() escapes", () => {
  const valueOf = (value: string): string =>
    /"value":"(.*?)","headers"/.exec(printed(jsonl, { value }))![1]!;
  assert.equal(valueOf("bob\u3164 a\u200bb\u{e0041}"), "bob\\u3164 a\\u200bb\\udb40\\udc41");
  assert.equal(valueOf("👩‍👩‍👧 ❤️ می‌خواهم"), "👩‍👩‍👧 ❤️ می‌خواهم");
  for (let code = 0x80; code < 0x110000; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const text = String.fromCodePoint(code);
    const shown = visibleJson(text);
    // By itself, so that no other character of the text makes the writer look closer.
    if (shown !== text) assert.equal(valueOf(text), shown);
  }
  const isPlain = (text: string): boolean => JSON.stringify(text) === `"${text}"`;
  fc.assert(fc.property(anyText.filter(isPlain), (text) => {
    assert.equal(valueOf(text), visibleJson(text));
  }));
});

Deno.test("jsonWriter() loses no byte of a text", () => {
  fc.assert(fc.property(anyText, (value) => {
    assert.equal(JSON.parse(printed(jsonl, { value })).value, value);
  }));
});

Deno.test("jsonWriter() decides what is UTF-8 as TextDecoder does, and loses no byte", () => {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const nearText = fc.array(
    fc.constantFrom(0x41, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xe0, 0xe2, 0xed, 0xf0, 0xf4),
    { maxLength: 6 },
  );
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    nearText.map((b) => Uint8Array.from(b)),
  );
  fc.assert(
    fc.property(anyBytes, (value) => {
      const { value: read } = JSON.parse(printed(jsonl, { value }));
      let expected: unknown;
      try {
        expected = decoder.decode(value);
      } catch {
        expected = { base64: value.toBase64() };
      }
      assert.deepEqual(read, expected);
    }),
    { numRuns: 2000 },
  );
});
