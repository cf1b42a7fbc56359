import assert from "node:assert/strict";
import { parse } from "yaml";
import { yamlText } from "../../../commands/_shared/yaml_text.ts";

Deno.test("yamlText() writes every digit of a bigint, and null", () => {
  assert.equal(
    yamlText([{ offsets: 2n ** 63n, error: null }]),
    "- offsets: 9223372036854775808\n  error: null\n",
  );
});

const hostile = [
  "\x1b[31mred",
  "two\nlines",
  "\u202egnp.exe",
  "tag \u{e0041}",
  "\\u{e0041} as typed",
  "\\u{e0041} and \u202e",
  "no",
  "- x: y",
  "日本 é",
];

for (const text of hostile) {
  Deno.test(`yamlText() escapes ${JSON.stringify(text)} so that it reads back`, () => {
    const yaml = yamlText({ text });
    assert.deepEqual(parse(yaml), { text });
    assert.ok(["\x1b", "\u202e"].every((each) => !yaml.includes(each)), JSON.stringify(yaml));
  });
}
