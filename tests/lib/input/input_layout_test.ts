import assert from "node:assert/strict";
import fc from "fast-check";
import { parseInputLayout } from "../../../lib/input/input_layout.ts";
import { latin1, readAll } from "./_read_all.ts";

const cases: readonly (readonly [layout: string, input: string, records: readonly string[]])[] = [
  ["%v\\n", "a\n\nb\n", ['1 {"value":"a"}', '2 {"value":""}', '3 {"value":"b"}']],
  ["%v\\n", "no newline", ['1 {"value":"no newline"}']],
  ["%v\\n", "", []],
  ["%v", "two\nlines\n", ['1 {"value":"two\\nlines\\n"}']],
  ["%k %v\\n", "a 1\nb 2 3", ['1 {"key":"a","value":"1"}', '2 {"key":"b","value":"2 3"}']],
  ["%k::%v;", "a:b::c;::;", ['1 {"key":"a:b","value":"c"}', '1 {"key":"","value":""}']],
  ["%t %v\\n", "one x\ntwo y", ['1 {"topic":"one","value":"x"}', '2 {"topic":"two","value":"y"}']],
  ["%p %d %v\\n", "3 1700 x\n", ['1 {"partition":3,"timestamp":1700,"value":"x"}']],
  ["%o,%e,%x,%y,%v\\n", "1,2,3,4,x\n", ['1 {"value":"x"}']],
  ["%V %v\\n", "2 ab\n3 a\nb\n", ['1 {"value":"ab"}', '2 {"value":"a\\nb"}']],
  ["%V{2}%v", "abcd", ['1 {"value":"ab"}', '1 {"value":"cd"}']],
  ["%K%V,%k%v\\n", "12,abb\n", ['1! expected a number, found ",abb\\n"']],
  ["%K{byte}%V{big16}%k%v", "\x01\x00\x02abb", ['1 {"key":"a","value":"bb"}']],
  ["%K{hex8}%V{hex4}%k%v", "012abb", ['1 {"key":"a","value":"bb"}']],
  ["%V{little32}%v", "\x02\0\0\0ab", ['1 {"value":"ab"}']],
  ["%H %h{%k=%v,}%v\\n", "2 a=1,a=2,x\n0 y\n", [
    '1 {"headers":[{"key":"a","value":"1"},{"key":"a","value":"2"}],"value":"x"}',
    '2 {"headers":[],"value":"y"}',
  ]],
  ["%k{hex}=%v{base64}\\n", "6162=aGk=\n", ['1 {"key":"ab","value":"hi"}']],
  ["%v{hex}\\n", "6z\n", ['1! expected hexadecimal text, found "6z"']],
  ["%v{json}", '{"a": [1, "x y"]}\n 12 "s"', [
    '1 {"value":"{\\"a\\":[1,\\"x y\\"]}"}',
    '1 {"value":"12"}',
    '2 {"value":"\\"s\\""}',
  ]],
  ["%k{json} %v{json}\\n", '"a" {"b":\n1}\n', ['1 {"key":"\\"a\\"","value":"{\\"b\\":1}"}']],
  ["%k{re#[a-z]+#}%v\\n", "ab1\n1\n", [
    '1 {"key":"ab","value":"1"}',
    '2! expected a match of /[a-z]+/, found "1\\n"',
  ]],
  ["a%%%{%v%}\\x41\\n", "a%{x}A\n", ['1 {"value":"x"}']],
  ["%k\\t%v\\n", "a\tb\nc", [
    '1 {"key":"a","value":"b"}',
    '2! the input ends before the "\\t" that follows %k',
  ]],
  ["%V{big32}%v", "\0\0\0\x09ab", ["1! the input ends where 9 bytes are expected"]],
];

for (const [layout, input, records] of cases) {
  Deno.test(`parseInputLayout() reads ${JSON.stringify(input)} as ${layout}`, async () => {
    const parse = await parseInputLayout(layout);
    assert.deepEqual(await readAll(parse, latin1(input)), records);
  });
}

Deno.test("parseInputLayout() reads the same records however the input is cut", async () => {
  // What an error quotes depends on what has arrived.
  const unquoted = (lines: readonly string[]): string[] =>
    lines.map((line) => line.replace(/found .*/s, "found"));
  for (const [layout, input] of cases) {
    const parse = await parseInputLayout(layout);
    const whole = unquoted(await readAll(parse, latin1(input)));
    for (const size of [1, 2, 3]) {
      assert.deepEqual(unquoted(await readAll(parse, latin1(input), size)), whole);
    }
  }
});

Deno.test("parseInputLayout() reads any bytes that follow their sizes", async () => {
  const parse = await parseInputLayout("%K{big32}%V{little32}%k%v");
  const record = fc.tuple(fc.uint8Array(), fc.uint8Array());
  fc.assert(fc.property(fc.array(record, { minLength: 1 }), (records) => {
    const bytes = records.flatMap(([key, value]) => {
      const sizes = new DataView(new ArrayBuffer(8));
      sizes.setUint32(0, key.byteLength);
      sizes.setUint32(4, value.byteLength, true);
      return [...new Uint8Array(sizes.buffer), ...key, ...value];
    });
    const input = { bytes: Uint8Array.from(bytes), start: 0, end: bytes.length, isLast: true };
    for (const [key, value] of records) assert.deepEqual(parse(input), { key, value });
    assert.equal(input.start, input.end);
  }));
});

for (
  const [layout, found] of [
    ["", "it is empty, at column 1"],
    ["%q", 'unknown verb "%q", expected %t %k %v'],
    ["%v%v", 'a second "%v", at column 3'],
    ["%V%V", 'a second "%V", at column 3'],
    ["%v%V", '"%V" after the "%v" that it is the size of'],
    ["%h{%k}", '"%h" without a "%H" before it'],
    ["%H%h", '"%h" without the layout of a header in braces'],
    ["%H%h{%t}", 'unknown verb "%t" in "%h{...}"'],
    ["%H%h{%k", 'missing "}" of %h'],
    ["%v{xml}", 'unknown text format "xml", expected hex, base64, json or re[...]'],
    ["%V%v{json}", '"%v" with both a size and this format'],
    ["%V{huge}%v", 'unknown number format "huge", expected ascii'],
    ["%v{re[(]}", "missing closing ): `^(?:()`, at column 7"],
    ["\\q", 'unknown escape "\\\\q"'],
  ] as const
) {
  Deno.test(`parseInputLayout() rejects ${JSON.stringify(layout)}`, async () => {
    await assert.rejects(parseInputLayout(layout), (error: Error) => error.message.includes(found));
  });
}
