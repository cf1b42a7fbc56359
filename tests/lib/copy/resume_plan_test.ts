import assert from "node:assert/strict";
import type { CopyState } from "../../../lib/copy/copy_state.ts";
import { OffsetRanges } from "../../../lib/copy/offset_ranges.ts";
import { checkSameCopy, failedRounds, resumedRanges } from "../../../lib/copy/resume_plan.ts";
import { FailedError } from "../../../lib/errors.ts";

const ends = {
  source: { cluster: "c1", topic: "a", topicId: "id-a" },
  target: { cluster: "c2", topic: "b", topicId: "id-b" },
};

function stateOf(
  partitions: Readonly<Record<number, readonly [next: bigint, stop: bigint]>>,
  changes: Partial<CopyState> = {},
): CopyState {
  const ranges = Object.entries(partitions).map(([partition, [next, stop]]) =>
    [Number(partition), { next, stop }] as const
  );
  return { ...ends, partitions: new Map(ranges), failed: new OffsetRanges(), ...changes };
}

const found = [
  { partition: 0, start: 0n, stop: 50n },
  { partition: 1, start: 0n, stop: 60n },
  { partition: 2, start: 4n, stop: 70n },
];

Deno.test("resumedRanges() continues a copy to the ends that it had", () => {
  const state = stateOf({ 0: [10n, 20n], 1: [30n, 30n] });
  assert.deepEqual(resumedRanges(state, found), [{ partition: 0, start: 10n, stop: 20n }]);
});

Deno.test("resumedRanges() continues a finished copy with newer records and partitions", () => {
  const state = stateOf({ 0: [20n, 20n], 1: [60n, 60n] });
  assert.deepEqual(resumedRanges(state, found), [
    { partition: 0, start: 20n, stop: 50n },
    { partition: 2, start: 4n, stop: 70n },
  ]);
});

Deno.test("resumedRanges() has nothing after a finished copy of a topic to itself", () => {
  const state = stateOf({ 0: [20n, 20n] }, { target: ends.source });
  assert.deepEqual(resumedRanges(state, found), []);
});

Deno.test("failedRounds() has at most one range of a partition in a round", () => {
  const failed = new OffsetRanges();
  failed.addSpan(0, { first: 1n, last: 2n });
  failed.add(0, 7n);
  failed.add(3, 5n);
  assert.deepEqual(failedRounds(failed), [
    [{ partition: 0, start: 1n, stop: 3n }, { partition: 3, start: 5n, stop: 6n }],
    [{ partition: 0, start: 7n, stop: 8n }],
  ]);
});

Deno.test("checkSameCopy() accepts the same copy, and topics without ids", () => {
  checkSameCopy(stateOf({}), ends, "f");
  const source = { ...ends.source, topicId: null };
  checkSameCopy(stateOf({}, { source }), ends, "f");
});

for (
  const [name, changes, message] of [
    [
      "another source",
      { source: { ...ends.source, topic: "x" } },
      'it is about the source topic "x", not topic "a"',
    ],
    [
      "another cluster",
      { target: { ...ends.target, cluster: "c9" } },
      "its target is in another cluster",
    ],
    [
      "a topic that was recreated",
      { source: { ...ends.source, topicId: "other" } },
      'topic "a" was deleted and recreated since',
    ],
    [
      "headers as target",
      { target: { cluster: "c2", header: "to" } },
      'it is about the target header "to", not topic "b"',
    ],
  ] as const
) {
  Deno.test(`checkSameCopy() rejects ${name}`, () => {
    assert.throws(() => checkSameCopy(stateOf({}, changes), ends, "f"), (error: unknown) => {
      assert.ok(error instanceof FailedError);
      assert.equal(error.message, `Cannot resume from "f": ${message}`);
      return true;
    });
  });
}
