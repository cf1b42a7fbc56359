import assert from "node:assert/strict";
import {
  missingError,
  namePatterns,
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

async function matches(...expressions: string[]): Promise<string[]> {
  const patterns = await namePatterns(expressions);
  return selectByExpression(topics, patterns).found.map(({ name }) => name);
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
  Deno.test(`selectByExpression() matches ${expression} with whole names`, async () => {
    assert.deepEqual(await matches(expression), names);
  });
}

Deno.test("selectByExpression() does not match internal topics by a pattern", async () => {
  assert.deepEqual(await matches("__.*", "b"), ["b"]);
});

Deno.test("selectByExpression() returns the expressions that match nothing", async () => {
  const patterns = await namePatterns(["a", "compose.yaml", "x.*"]);
  assert.deepEqual(selectByExpression(topics, patterns).missing, ["compose.yaml", "x.*"]);
});

Deno.test("selectByExpression() includes internal topics if requested", async () => {
  const { found } = selectByExpression(topics, await namePatterns(["__.*"]), { internal: true });
  assert.deepEqual(found.map(({ name }) => name), ["__consumer_offsets"]);
});

Deno.test("selectMatching() throws if one expression matches nothing", async () => {
  const patterns = await namePatterns(["a", "x.*"]);
  assert.throws(() => selectMatching(topics, patterns, { verb: "list" }), {
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
  Deno.test(`namePatterns() rejects ${expression}`, async () => {
    await assert.rejects(namePatterns([expression]), { name: "UsageError" });
  });
}
