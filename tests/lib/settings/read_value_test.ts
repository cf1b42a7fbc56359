import assert from "node:assert/strict";
import { readSettingText, readTomlValue } from "../../../lib/settings/read_value.ts";
import type { SettingSpec } from "../../../lib/settings/setting_spec.ts";

function spec(kind: SettingSpec["kind"], more: Partial<SettingSpec> = {}): SettingSpec {
  return { kind, part: "own", meaning: "", ...more };
}

Deno.test("readSettingText() reads flags, choices, lists and maps", () => {
  assert.equal(readSettingText("TRUE", spec("flag"), "X"), true);
  assert.equal(readSettingText("0", spec("flag"), "X"), false);
  assert.equal(readSettingText("Red", spec("choice", { choices: ["red"] }), "X"), "red");
  assert.deepEqual(readSettingText("a, b,,c", spec("list"), "X"), ["a", "b", "c"]);
  assert.deepEqual(readSettingText("a=1, b=2=3", spec("map"), "X"), { a: "1", b: "2=3" });
  assert.equal(readSettingText(" as is ", spec("text"), "X"), " as is ");
});

for (
  const [text, kind, message] of [
    ["maybe", spec("flag"), 'Cannot use X "maybe": expected true or false'],
    [
      "pink",
      spec("choice", { choices: ["red", "blue"] }),
      'Cannot use X "pink": expected red or blue',
    ],
    ["a", spec("map"), 'Cannot use X "a": expected KEY=VALUE, separated by commas'],
    [
      "s3cret",
      spec("map", { isSecret: true }),
      "Cannot use X: expected KEY=VALUE, separated by commas",
    ],
  ] as const
) {
  Deno.test(`readSettingText() rejects: ${message}`, () => {
    assert.throws(() => readSettingText(text, kind, "X"), { name: "UsageError", message });
  });
}

Deno.test("readTomlValue() accepts one text for a list, and a list for addresses", () => {
  assert.deepEqual(readTomlValue("ops", spec("list"), "k"), ["ops"]);
  assert.equal(readTomlValue(["a:1", "b:2"], spec("addresses"), "k"), "a:1,b:2");
  assert.deepEqual(readTomlValue({ t: "x" }, spec("map"), "k"), { t: "x" });
});

for (
  const [value, kind, found] of [
    ["yes", spec("flag"), 'Cannot use "yes" for k: expected true or false'],
    [1, spec("text"), "Cannot use 1 for k: expected a text"],
    ["", spec("text"), 'Cannot use "" for k: expected a text'],
    [[1], spec("list"), "Cannot use [1] for k: expected a list of texts"],
    [{ t: 1 }, spec("map"), 'Cannot use {"t":1} for k: expected a table of texts'],
    [["x"], spec("text", { isSecret: true }), "Cannot use the value for k: expected a text"],
  ] as const
) {
  Deno.test(`readTomlValue() rejects: ${found}`, () => {
    assert.throws(() => readTomlValue(value, kind, "k"), { name: "UsageError", message: found });
  });
}
