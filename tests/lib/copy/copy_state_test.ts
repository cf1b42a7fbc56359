import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type CopyState,
  formatState,
  parseState,
  StateProblem,
} from "../../../lib/copy/copy_state.ts";
import { OffsetRanges } from "../../../lib/copy/offset_ranges.ts";

function stateOf(changes: Partial<CopyState> = {}): CopyState {
  const failed = new OffsetRanges();
  failed.addSpan(1, { first: 3n, last: 4n });
  failed.add(1, 9n);
  return {
    source: { cluster: "c1", topic: "a", topicId: "id-a" },
    target: { cluster: null, topic: "b", topicId: null },
    partitions: new Map([[0, { next: 5n, stop: 2n ** 62n }], [1, { next: 10n, stop: 10n }]]),
    failed,
    ...changes,
  };
}

Deno.test("parseState() reads what formatState() writes", () => {
  for (const state of [stateOf(), stateOf({ target: { cluster: "c2", header: "to" } })]) {
    const parsed = parseState(formatState(state));
    assert.deepEqual(parsed.source, state.source);
    assert.deepEqual(parsed.target, state.target);
    assert.deepEqual(parsed.partitions, state.partitions);
    assert.deepEqual([...parsed.failed.entries()], [...state.failed.entries()]);
  }
});

Deno.test("formatState() has this shape", () => {
  assert.deepEqual(JSON.parse(formatState(stateOf())), {
    version: 1,
    source: { cluster: "c1", topic: "a", topic_id: "id-a" },
    target: { cluster: null, topic: "b", topic_id: null },
    partitions: {
      0: { next: "5", stop: "4611686018427387904" },
      1: { next: "10", stop: "10" },
    },
    failed: { 1: [["3", "4"], ["9", "9"]] },
  });
});

Deno.test("parseState() reports a newer version", () => {
  assert.throws(() => parseState('{"version":2}'), /a newer version of wah wrote it/);
});

Deno.test("parseState() rejects everything else with a StateProblem", () => {
  const good = JSON.parse(formatState(stateOf()));
  const bad = ["{", "null", "[]", "{}", '{"version":1}', '{"version":"1"}', "hello"];
  const changed = [
    { ...good, source: null },
    { ...good, target: { cluster: 1, topic: "b", topic_id: null } },
    { ...good, partitions: { x: { next: "1", stop: "2" } } },
    { ...good, partitions: { 0: { next: 1, stop: "2" } } },
    { ...good, partitions: { 0: { next: "-1", stop: "2" } } },
    { ...good, failed: { 0: [["5", "4"]] } },
    { ...good, failed: { 0: ["5"] } },
    { ...good, failed: [] },
  ].map((each) => JSON.stringify(each));
  for (const text of [...bad, ...changed]) {
    assert.throws(() => parseState(text), StateProblem, text);
  }
  fc.assert(fc.property(fc.json(), (text) => {
    assert.throws(() => parseState(text), StateProblem);
  }));
});
