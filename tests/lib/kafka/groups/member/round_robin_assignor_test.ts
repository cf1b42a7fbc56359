import assert from "node:assert/strict";
import { assignRoundRobin } from "../../../../../lib/kafka/groups/member/round_robin_assignor.ts";
import { keysOf, member } from "./_members.ts";

Deno.test("assignRoundRobin() assigns as Kafka's RoundRobinAssignor does", () => {
  // The examples in the documentation of RoundRobinAssignor.
  const same = [member("C1", ["t0", "t1"]), member("C0", ["t0", "t1"])];
  assert.deepEqual(keysOf(assignRoundRobin(same, new Map([["t0", 3], ["t1", 3]]))), {
    C0: ["t0/0", "t0/2", "t1/1"],
    C1: ["t0/1", "t1/0", "t1/2"],
  });
  const different = [
    member("C0", ["t0"]),
    member("C1", ["t0", "t1"]),
    member("C2", ["t0", "t1", "t2"]),
  ];
  assert.deepEqual(
    keysOf(assignRoundRobin(different, new Map([["t0", 1], ["t1", 2], ["t2", 3]]))),
    { C0: ["t0/0"], C1: ["t1/0"], C2: ["t1/1", "t2/0", "t2/1", "t2/2"] },
  );
});

Deno.test("assignRoundRobin() omits topics that do not exist", () => {
  assert.deepEqual(keysOf(assignRoundRobin([member("a", ["gone"])], new Map())), { a: [] });
});
