import assert from "node:assert/strict";
import fc from "fast-check";
import { partitionKey } from "../../../../../lib/kafka/admin/per_leader.ts";
import type {
  GroupAssignment,
  GroupMemberView,
} from "../../../../../lib/kafka/groups/member/assignor.ts";
import {
  assignCooperatively,
} from "../../../../../lib/kafka/groups/member/cooperative_sticky_assignor.ts";
import { keysOf, member, partitions } from "./_members.ts";

Deno.test("assignCooperatively() keeps what members own, and frees some for a new one", () => {
  const counts = new Map([["t", 4]]);
  const owned = partitions("t/0", "t/1", "t/2", "t/3");
  const first = [member("a", ["t"], { owned, generation: 1 }), member("b", ["t"])];
  assert.deepEqual(keysOf(assignCooperatively(first, counts)), { a: ["t/0", "t/1"], b: [] });
  const second = [
    member("a", ["t"], { owned: owned.slice(0, 2), generation: 2 }),
    member("b", ["t"], { generation: 2 }),
  ];
  assert.deepEqual(keysOf(assignCooperatively(second, counts)), {
    a: ["t/0", "t/1"],
    b: ["t/2", "t/3"],
  });
});

Deno.test("assignCooperatively() prefers the latest generation that claims a partition", () => {
  const counts = new Map([["t", 2]]);
  const members = [
    member("old", ["t"], { owned: partitions("t/0", "t/1"), generation: 3 }),
    member("new", ["t"], { owned: partitions("t/0"), generation: 4 }),
  ];
  assert.deepEqual(keysOf(assignCooperatively(members, counts)), { old: ["t/1"], new: ["t/0"] });
});

Deno.test("assignCooperatively() drops owned partitions that are gone or not subscribed to", () => {
  const members = [
    member("a", ["t"], { owned: partitions("t/0", "t/7", "gone/0", "other/0"), generation: 1 }),
    member("b", ["other"], {}),
  ];
  const assigned = assignCooperatively(members, new Map([["t", 1], ["other", 1]]));
  // "other/0" waits until "a" has given it up.
  assert.deepEqual(keysOf(assigned), { a: ["t/0"], b: [] });
});

/** Members of a group with any subscriptions, and the partitions of its topics. */
const groups = fc.record({
  counts: fc.array(fc.nat(9), { minLength: 1, maxLength: 4 })
    .map((counts) => new Map(counts.map((count, index) => [`t${index}`, count]))),
  subscriptions: fc.array(fc.subarray(["t0", "t1", "t2", "t3"]), { minLength: 1, maxLength: 5 }),
});

/** Repeats rebalances until nothing changes, as the members of a group do. */
function settle(
  members: readonly GroupMemberView[],
  counts: ReadonlyMap<string, number>,
): { members: readonly GroupMemberView[]; assignment: GroupAssignment; rounds: number } {
  for (let rounds = 1;; rounds++) {
    const assignment = assignCooperatively(members, counts);
    const next = members.map((each) => ({
      ...each,
      owned: assignment.get(each.id)!,
      generation: rounds,
    }));
    const isStable = members.every((each, index) =>
      each.owned.map(partitionKey).join() === next[index]!.owned.map(partitionKey).join()
    );
    if (isStable) return { members, assignment, rounds };
    assert.ok(rounds < 10, "the group does not settle");
    members = next;
  }
}

Deno.test("assignCooperatively() assigns each partition once, evenly, to a subscriber", () => {
  fc.assert(fc.property(groups, ({ counts, subscriptions }) => {
    const members = subscriptions.map((topics, index) => member(`m${index}`, topics));
    const { assignment } = settle(members, counts);
    const assigned = [...assignment].flatMap(([, each]) => each.map(partitionKey));
    const wanted = new Set(subscriptions.flat());
    const expected = [...counts].filter(([topic]) => wanted.has(topic))
      .flatMap(([topic, count]) => Array.from({ length: count }, (_, at) => `${topic}/${at}`));
    assert.deepEqual(assigned.toSorted(), expected.toSorted());
    for (const { id, topics } of members) {
      const own = assignment.get(id)!;
      assert.ok(own.every(({ topic }) => topics.includes(topic)));
      // No move makes it more even.
      for (const other of members) {
        const couldTake = own.some(({ topic }) => other.topics.includes(topic));
        if (couldTake) assert.ok(own.length - assignment.get(other.id)!.length < 2);
      }
    }
  }));
});

Deno.test("assignCooperatively() never assigns a partition that another member still owns", () => {
  fc.assert(fc.property(groups, fc.integer({ min: 1, max: 5 }), (group, leaving) => {
    const { counts, subscriptions } = group;
    const all = subscriptions.map((topics, index) => member(`m${index}`, topics));
    const before = settle(all, counts).members;
    const after = [
      ...before.slice(0, Math.max(1, before.length - leaving)),
      member("joins", ["t0", "t1", "t2", "t3"]),
    ];
    const assignment = assignCooperatively(after, counts);
    const owners = new Map(
      after.flatMap(({ id, owned }) => owned.map((each) => [partitionKey(each), id] as const)),
    );
    for (const [id, own] of assignment) {
      for (const each of own) assert.ok([undefined, id].includes(owners.get(partitionKey(each))));
    }
    // As many partitions as possible stay: a member only loses what makes the numbers even.
    const { assignment: settled } = settle(after, counts);
    for (const { id, owned } of after) {
      const kept = settled.get(id)!.filter((each) => owners.get(partitionKey(each)) === id);
      assert.ok(kept.length === Math.min(owned.length, settled.get(id)!.length) || isMixed(after));
    }
  }));
});

/** Whether the members subscribe to different topics, so that a move may cause another one. */
function isMixed(members: readonly GroupMemberView[]): boolean {
  return new Set(members.map(({ topics }) => topics.join())).size > 1;
}
