import assert from "node:assert/strict";
import { describeLogDirs } from "../../../../lib/wire/messages/35_describe_log_dirs.ts";
import { TestBroker } from "../_broker.ts";
import { batchOf } from "../_log_fixture.ts";

Deno.test("DescribeLogDirs returns the size of each partition, of all or some topics", async () => {
  await using broker = await TestBroker.start();
  await broker.create("a", 2);
  await broker.create("b");
  const batch = batchOf([{ value: "x".repeat(100) }]);
  for (let count = 0; count < 3; count++) await broker.write("a", batch);
  const sizes = async (topics: { topic: string; partitions: number[] }[] | null) => {
    const { results } = await broker.client.ask(describeLogDirs, 4, { topics });
    assert.deepEqual(results.map(({ logDir }) => logDir), [":memory:"]);
    return results[0]!.topics.map(({ name, partitions }) => [
      name,
      ...partitions.map((each) => [each.partitionIndex, each.partitionSize]),
    ]);
  };
  const weight = BigInt(3 * batch.byteLength);
  assert.deepEqual(await sizes(null), [["a", [0, weight], [1, 0n]], ["b", [0, 0n]]]);
  assert.deepEqual(await sizes([{ topic: "a", partitions: [0, 7] }]), [["a", [0, weight]]]);
  assert.deepEqual(await sizes([]), []);
});
