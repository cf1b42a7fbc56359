import assert from "node:assert/strict";
import { murmur2, partitionOfKey, StickyPartition } from "../../../lib/kafka/partitioner.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";

// The first five are the vectors of Kafka's own UtilsTest, the others its Utils.murmur2 gave.
const vectors: readonly (readonly [string, number])[] = [
  ["21", -973932308],
  ["foobar", -790332482],
  ["a-little-bit-long-string", -985981536],
  ["a-little-bit-longer-string", -1486304829],
  ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
  ["abc", 479470107],
  ["", 275646681],
];

for (const [key, hash] of vectors) {
  Deno.test(`murmur2() of "${key}" is Kafka's`, () => {
    assert.equal(murmur2(utf8(key)), hash);
  });
}

Deno.test("murmur2() treats bytes above 127 as unsigned", () => {
  assert.equal(murmur2(new Uint8Array([0xff, 0xfe, 0xfd, 0xfc, 0xfb])), 524068735);
});

Deno.test("partitionOfKey() masks the sign off instead of taking the absolute value", () => {
  assert.equal(partitionOfKey(utf8("21"), 7), (-973932308 & 0x7fffffff) % 7);
  assert.equal(partitionOfKey(utf8("21"), 7), 3);
  assert.equal(partitionOfKey(utf8("foobar"), 1), 0);
});

Deno.test("StickyPartition stays until a batch of its partition is closed", () => {
  const sticky = new StickyPartition(() => 0);
  const all = [0, 1, 2];
  assert.equal(sticky.choose(all), 0);
  assert.equal(sticky.choose(all), 0);
  sticky.batchClosed(2, all);
  assert.equal(sticky.choose(all), 0);
  sticky.batchClosed(0, all);
  assert.equal(sticky.choose(all), 1);
});

Deno.test("StickyPartition leaves a partition that has lost its leader", () => {
  const sticky = new StickyPartition(() => 0);
  assert.equal(sticky.choose([0, 1]), 0);
  assert.equal(sticky.choose([1]), 1);
});

Deno.test("StickyPartition keeps the only available partition", () => {
  const sticky = new StickyPartition(() => 0.99);
  assert.equal(sticky.choose([4]), 4);
  sticky.batchClosed(4, [4]);
  assert.equal(sticky.choose([4]), 4);
});
