import assert from "node:assert/strict";
import { batchOf, type TopicScript } from "../../../support/peers/scripted_topic.ts";
import { readScripted as read } from "../../../support/peers/scripted_reading.ts";

/** A topic of one partition that has `more` once that has been read. */
function growing(more: number): TopicScript {
  let partitions = 1;
  return {
    partitions: () => partitions,
    fetch: ({ partition, offset }) => {
      if (offset > 0n) return {};
      if (partition === 0) partitions = more;
      return { records: batchOf(0n, "abcdef"[partition]!) };
    },
  };
}

Deno.test("watchPartitions() reads partitions that are added to the topic", async () => {
  const { rows, notices } = await read(growing(3), { newPartitions: { everyMs: 1 }, rows: 3 });
  assert.deepEqual(rows.toSorted(), ["0a", "0b", "0c"]);
  assert.deepEqual(notices, ["grown 1,2"]);
});

Deno.test("watchPartitions() reads only the wanted partitions", async () => {
  const wanted = (count: number): number[] => [count - 1];
  const options = { newPartitions: { everyMs: 1, wanted }, rows: 2 };
  const { rows, notices } = await read(growing(4), options);
  assert.deepEqual(rows, ["0a", "0d"]);
  assert.deepEqual(notices, ["grown 3"]);
});

Deno.test("watchPartitions() checks again after an error of the broker", async () => {
  let asked = 0;
  const script: TopicScript = {
    ...growing(2),
    topic: () => {
      asked += 1;
      return asked === 2 ? null : { leader: 1 };
    },
  };
  const { rows } = await read(script, { newPartitions: { everyMs: 1 }, rows: 2 });
  assert.deepEqual(rows, ["0a", "0b"]);
});

Deno.test("watchPartitions() rethrows an error that is not a WahError", async () => {
  const wanted = (): never => {
    throw new TypeError("a bug");
  };
  const options = { newPartitions: { everyMs: 1, wanted }, rows: 2 };
  await assert.rejects(read(growing(2), options), { name: "TypeError", message: "a bug" });
});
