import assert from "node:assert/strict";
import {
  type ConfigDefinition,
  type ConfigType,
  invalidValue,
  listItems,
} from "../../../../lib/broker/configs/config_type.ts";

function config(type: ConfigType, more: Partial<ConfigDefinition> = {}): ConfigDefinition {
  return { name: "x", type, defaultValue: "", documentation: "", ...more };
}

const values: readonly (readonly [ConfigDefinition, good: string[], bad: string[]])[] = [
  [config("boolean"), ["true", "FALSE"], ["", "yes", "1"]],
  [config("short"), ["0", "-32768", "32767", "+7", " 1 "], ["32768", "-32769", "1.5", "", "0x1"]],
  [config("int"), ["2147483647", "-2147483648"], ["2147483648", "-2147483649", "1e3"]],
  [
    config("long"),
    ["9223372036854775807", "-9223372036854775808"],
    ["9223372036854775808", "-9223372036854775809", "x"],
  ],
  [config("long", { min: -1 }), ["-1", "0"], ["-2"]],
  [config("double", { min: 0 }), ["0", "0.5", "1e3"], ["-0.1", "", "x", "NaN"]],
  [config("string", { choices: ["a", "b"] }), ["a"], ["", "A", "a,b"]],
  [config("string"), ["", "anything"], []],
  [config("list", { choices: ["a", "b"] }), ["", "a", "a, b", "b,a,"], ["c", "a,c"]],
];

for (const [definition, good, bad] of values) {
  const { type, min, choices } = definition;
  const limits = [min === undefined ? "" : ` from ${min}`, choices ? ` of ${choices}` : ""];
  const what = `${type}${limits.join("")}`;
  Deno.test(`invalidValue() accepts only values of type ${what}`, () => {
    assert.deepEqual(good.filter((value) => invalidValue(definition, value) !== null), []);
    assert.deepEqual(bad.filter((value) => invalidValue(definition, value) === null), []);
  });
}

Deno.test("listItems() trims the items and drops empty ones", () => {
  assert.deepEqual(listItems(" a , b,, c "), ["a", "b", "c"]);
  assert.deepEqual(listItems(""), []);
});
