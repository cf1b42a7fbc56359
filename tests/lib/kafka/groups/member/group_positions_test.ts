import assert from "node:assert/strict";
import {
  GroupPositions,
  type ReadSpan,
  type StartPosition,
} from "../../../../../lib/kafka/groups/member/group_positions.ts";

function start(partition: number, at: bigint, committed: bigint | null = at): StartPosition {
  return { topic: "t", partition, topicId: null, start: at, stop: null, committed };
}

function span(partition: number, start: bigint, end: bigint): ReadSpan {
  return { topic: "t", partition, start, end };
}

Deno.test("GroupPositions returns offsets to commit once the records have been used", () => {
  const positions = new GroupPositions();
  positions.add([start(0, 5n), start(1, 7n)]);
  assert.deepEqual(positions.uncommitted(), []);
  positions.used(span(0, 5n, 9n), positions.snapshot());
  const offsets = [{ topic: "t", partition: 0, offset: 9n }];
  assert.deepEqual(positions.uncommitted(), offsets);
  assert.deepEqual(positions.targets().map(({ start }) => start), [9n, 7n]);
  positions.committed(offsets);
  assert.deepEqual(positions.uncommitted(), []);
});

Deno.test("GroupPositions commits the start of a partition without a committed offset", () => {
  const positions = new GroupPositions();
  positions.add([start(0, 5n, null)]);
  assert.deepEqual(positions.uncommitted(), [{ topic: "t", partition: 0, offset: 5n }]);
});

Deno.test("GroupPositions commits records in the middle of a span, and never goes back", () => {
  const positions = new GroupPositions();
  positions.add([start(0, 0n)]);
  const snapshot = positions.snapshot();
  positions.delivered(span(0, 0n, 100n), 40n, snapshot);
  assert.equal(positions.uncommitted()[0]?.offset, 40n);
  assert.equal(positions.targets()[0]?.start, 0n);
  positions.delivered(span(0, 0n, 100n), 30n, snapshot);
  assert.equal(positions.uncommitted()[0]?.offset, 40n);
});

Deno.test("GroupPositions with late delivery commits nothing before all is delivered", () => {
  const positions = new GroupPositions({ deliversLate: true });
  positions.add([start(0, 0n)]);
  const snapshot = positions.snapshot();
  positions.used(span(0, 0n, 10n), snapshot);
  positions.stopped(span(0, 10n, 20n), 13n, snapshot);
  assert.deepEqual(positions.uncommitted(), []);
  positions.deliverAll();
  assert.equal(positions.uncommitted()[0]?.offset, 13n);
});

Deno.test("GroupPositions ignores a span of a partition that was given up", () => {
  const positions = new GroupPositions();
  positions.add([start(0, 0n)]);
  const snapshot = positions.snapshot();
  positions.remove([{ topic: "t", partition: 0 }]);
  positions.used(span(0, 0n, 10n), snapshot);
  assert.deepEqual(positions.uncommitted(), []);
  assert.deepEqual(positions.partitions, []);
});

Deno.test("GroupPositions continues a regained partition unless its offset was committed", () => {
  for (const [committed, expected] of [[5n, 9n], [null, 0n], [7n, 7n]] as const) {
    const positions = new GroupPositions();
    positions.add([start(0, 5n)]);
    positions.used(span(0, 5n, 9n), positions.snapshot());
    positions.remove(positions.partitions);
    positions.add([start(0, committed ?? 0n, committed)]);
    assert.equal(positions.targets()[0]?.start, expected);
  }
});

Deno.test("GroupPositions counts a span for a regained partition only if it continues it", () => {
  const positions = new GroupPositions();
  positions.add([start(0, 0n, null)]);
  const snapshot = positions.snapshot();
  positions.remove(positions.partitions);
  // Another member has moved the group in the meantime.
  for (
    const [at, expected] of [[0n, 10n], [4n, 10n], [10n, undefined], [30n, undefined]] as const
  ) {
    positions.remove(positions.partitions);
    positions.add([start(0, at)]);
    positions.used(span(0, 0n, 10n), snapshot);
    assert.equal(positions.uncommitted()[0]?.offset, expected);
  }
  positions.remove(positions.partitions);
  positions.add([start(0, 0n)]);
  positions.used(span(0, 5n, 10n), snapshot);
  assert.deepEqual(positions.uncommitted(), [], "the records before the span were not used");
});
