import assert from "node:assert/strict";
import {
  checkExpressions,
  missingError,
  selectByExpression,
  selectByName,
  selectMatching,
} from "../../../commands/_shared/select_topics.ts";
import type { TopicMetadata } from "../../../lib/kafka/metadata.ts";

function topicsNamed(...names: string[]): Map<string, TopicMetadata> {
  return new Map(names.map((name) => [name, {
    name,
    topicId: null,
    isInternal: name.startsWith("__"),
    error: null,
    partitions: [],
  }]));
}

const topics = topicsNamed("b", "a", "ab", "a.b", "__consumer_offsets");

function matches(...expressions: string[]): string[] {
  return selectByExpression(topics, expressions).found.map(({ name }) => name);
}

Deno.test("selectByName() returns each name once, in order, and the missing ones", () => {
  const { found, missing } = selectByName(topics, ["b", "x", "a", "b", "x"]);
  assert.deepEqual(found.map(({ name }) => name), ["b", "a"]);
  assert.deepEqual(missing, ["x"]);
});

for (
  const [expression, names] of [
    ["a", ["a"]],
    ["a|b", ["a", "b"]],
    ["^a|b$", ["a", "b"]],
    [".*", ["a", "a.b", "ab", "b"]],
    ["a.b", ["a.b"]],
    ["a.?b", ["a.b", "ab"]],
    ["__.*", []],
    ["__consumer_offsets", ["__consumer_offsets"]],
  ] as const
) {
  Deno.test(`selectByExpression() matches ${expression} with whole names`, () => {
    assert.deepEqual(matches(expression), names);
  });
}

Deno.test("selectByExpression() does not match internal topics by a pattern", () => {
  assert.deepEqual(matches("__.*", "b"), ["b"]);
});

Deno.test("selectByExpression() returns the expressions that match nothing", () => {
  assert.deepEqual(selectByExpression(topics, ["a", "compose.yaml", "x.*"]).missing, [
    "compose.yaml",
    "x.*",
  ]);
});

Deno.test("selectByExpression() includes internal topics if requested", () => {
  const { found } = selectByExpression(topics, ["__.*"], { internal: true });
  assert.deepEqual(found.map(({ name }) => name), ["__consumer_offsets"]);
});

Deno.test("selectMatching() throws if one expression matches nothing", () => {
  assert.throws(() => selectMatching(topics, ["a", "x.*"], { verb: "list" }), {
    name: "FailedError",
    message: 'Cannot list topics matching "x.*": no topic matches',
  });
});

Deno.test("missingError() counts the names, and suggests one near to the first", async () => {
  const error = await missingError("list", ["consumer_offset", "x"], topics.keys());
  const message = 'Cannot list topic "consumer_offset" and 1 more: there is no such topic';
  assert.deepEqual([error?.message, error?.hint], [message, 'Did you mean "__consumer_offsets"?']);
  assert.equal(await missingError("list", [], topics.keys()), null);
});

for (const expression of ["*", "(", "a)|(b", "[", "\\"]) {
  Deno.test(`selectByExpression() rejects ${expression}`, () => {
    assert.throws(() => selectByExpression(topics, [expression]), { name: "UsageError" });
  });
}

for (const [expression, found] of [["a".repeat(100_000), "too large"], ["(", "Unterminated"]]) {
  Deno.test(`checkExpressions() rejects an expression that is ${found}`, () => {
    assert.throws(() => checkExpressions([expression!]), {
      name: "UsageError",
      message: new RegExp(`as a regular expression: [^]*${found}`),
    });
  });
}
