import assert from "node:assert/strict";
import { toTopic, toTopicInHeader } from "../../../lib/copy/destination.ts";
import { RecordFailure } from "../../../lib/copy/record_failure.ts";
import type { TopicMetadata } from "../../../lib/kafka/metadata.ts";
import { partitionOfKey } from "../../../lib/kafka/partitioner.ts";
import type { Header } from "../../../lib/wire/batches/record_view.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";

const source = { topic: "a", partition: 3 };

function topics(...names: readonly string[]): Map<string, TopicMetadata> {
  return new Map(names.map((name) => [name, {
    name,
    topicId: null,
    isInternal: name.startsWith("__"),
    error: null,
    partitions: [],
  }]));
}

function header(key: string, value: string | null): Header {
  return { key, value: value === null ? null : utf8(value) };
}

Deno.test("toTopic() keeps partitions", () => {
  const { topic, place } = toTopic("b", { mode: "keep", partitionCount: 9 });
  assert.equal(topic, "b");
  assert.deepEqual(place({ key: utf8("k"), headers: [] }, source), { topic: "b", partition: 3 });
});

Deno.test("toTopic() chooses partitions by key as Kafka's Java client does", () => {
  const { place } = toTopic("b", { mode: "rehash", partitionCount: 9 });
  const partitionOf = (key: Uint8Array | null): number | undefined =>
    place({ key, headers: [] }, source).partition;
  assert.equal(partitionOf(utf8("key")), partitionOfKey(utf8("key"), 9));
  assert.equal(partitionOf(utf8("")), partitionOfKey(utf8(""), 9));
  assert.equal(partitionOf(null), undefined);
});

Deno.test("toTopicInHeader() uses the last header of the name", () => {
  const { place } = toTopicInHeader("to", { topics: topics("b", "c"), mode: "rehash" });
  const headers = [header("to", "b"), header("to", "c"), header("other", "d")];
  assert.deepEqual(place({ key: null, headers }, source), { topic: "c", partition: undefined });
});

for (
  const [name, headers, reason] of [
    ["there is no such header", [header("other", "b")], /it has no header "to"/],
    ["the topic does not exist", [header("to", "d")], /names "d", which does not exist/],
    ["the value is null", [header("to", null)], /names "", which does not exist/],
    ["the topic is internal", [header("to", "__offsets")], /which is an internal topic/],
  ] as const
) {
  Deno.test(`toTopicInHeader() fails if ${name}`, () => {
    const { place } = toTopicInHeader("to", { topics: topics("b", "__offsets"), mode: "keep" });
    assert.throws(
      () => place({ key: null, headers }, source),
      (error: unknown) => error instanceof RecordFailure && reason.test(error.message),
    );
  });
}
