import assert from "node:assert/strict";
import { isChosen, parsePartitionChoice } from "../../../commands/_shared/partition_choice.ts";
import { UsageError } from "../../../lib/errors.ts";

Deno.test("parsePartitionChoice() reads a topic, and partitions of it", () => {
  assert.deepEqual(parsePartitionChoice("orders"), { topic: "orders" });
  assert.deepEqual(parsePartitionChoice("orders:0,2"), { topic: "orders", partitions: [0, 2] });
});

for (const text of ["orders:", "orders:x", "orders:1,,2", ":1"]) {
  Deno.test(`parsePartitionChoice() rejects ${text}`, () => {
    assert.throws(() => parsePartitionChoice(text), UsageError);
  });
}

Deno.test("isChosen() is true for chosen partitions, and for all if none is chosen", () => {
  const choices = [{ topic: "a" }, { topic: "b", partitions: [1] }];
  const chosen = (topic: string, partition: number): boolean =>
    isChosen({ topic, partition }, choices);
  assert.deepEqual([chosen("a", 7), chosen("b", 1), chosen("b", 2), chosen("c", 0)], [
    ...[true, true, false, false],
  ]);
  assert.equal(isChosen({ topic: "c", partition: 0 }, []), true);
});
