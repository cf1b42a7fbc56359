import assert from "node:assert/strict";
import { assignRanges } from "../../../../../lib/kafka/groups/member/range_assignor.ts";
import { keysOf, member } from "./_members.ts";

Deno.test("assignRanges() assigns as Kafka's RangeAssignor does", () => {
  // The example in the documentation of RangeAssignor.
  const members = [member("C1", ["t0", "t1"]), member("C0", ["t0", "t1"])];
  assert.deepEqual(keysOf(assignRanges(members, new Map([["t0", 3], ["t1", 3]]))), {
    C0: ["t0/0", "t0/1", "t1/0", "t1/1"],
    C1: ["t0/2", "t1/2"],
  });
});

Deno.test("assignRanges() sorts static members by instance id, before the others", () => {
  const members = [
    member("a", ["t"]),
    member("b", ["t"], { instanceId: "2" }),
    member("c", ["t"], { instanceId: "1" }),
  ];
  assert.deepEqual(keysOf(assignRanges(members, new Map([["t", 4]]))), {
    c: ["t/0", "t/1"],
    b: ["t/2"],
    a: ["t/3"],
  });
});

Deno.test("assignRanges() omits topics that do not exist", () => {
  const members = [member("a", ["t", "gone"]), member("b", ["gone"])];
  assert.deepEqual(keysOf(assignRanges(members, new Map([["t", 2]]))), {
    a: ["t/0", "t/1"],
    b: [],
  });
});
