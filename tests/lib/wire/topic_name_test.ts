import assert from "node:assert/strict";
import { maxTopicNameLength, topicNameFault } from "../../../lib/wire/topic_name.ts";

const longest = "x".repeat(maxTopicNameLength);

const cases: readonly (readonly [string, ReturnType<typeof topicNameFault>])[] = [
  ["a", null],
  ["A.b_c-9", null],
  ["...", null],
  [longest, null],
  [`${longest}x`, "too long"],
  ["", "empty"],
  [".", "reserved"],
  ["..", "reserved"],
  ["a b", "characters"],
  ["a\n", "characters"],
  ["é", "characters"],
  ["a/b", "characters"],
];

Deno.test("topicNameFault() returns null for valid names and the problem of others", () => {
  assert.deepEqual(cases.map(([name]) => [name, topicNameFault(name)]), cases);
});
