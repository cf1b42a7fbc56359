import assert from "node:assert/strict";
import { containsText } from "../../../lib/filter/contains_text.ts";
import { type CountableChunk, countRecords } from "../../../lib/filter/count_records.ts";
import { readBatches } from "../../../lib/wire/batches/read_batches.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { batchOf, source } from "./_records.ts";

/** One chunk with a batch for each list of values. */
async function* chunkOf(
  ...batches: readonly (readonly string[])[]
): AsyncGenerator<CountableChunk, void, void> {
  const parsed = batches.map((values) =>
    [...readBatches(batchOf(values.map((value) => ({ value }))))][0]!
  );
  yield {
    ...source,
    batchCount: parsed.length,
    countRecords: () => batches.flat().length,
    visitBatch: (index, visit) => parsed[index]!.forEach(visit),
  };
}

Deno.test("countRecords() counts the records that match, up to the limit", async () => {
  const count = async (options: object): Promise<number> =>
    await countRecords(chunkOf(["a", "b"], ["c"], ["a", "a"]), { onCount: () => {}, ...options });
  const filter = containsText(utf8("a"));
  assert.equal(await count({}), 5);
  assert.equal(await count({ limit: 4 }), 4);
  assert.equal(await count({ filter }), 3);
  assert.equal(await count({ filter, limit: 2 }), 2);
});
