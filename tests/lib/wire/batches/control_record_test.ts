import assert from "node:assert/strict";
import { encodeBatch } from "../../../../lib/wire/batches/batch_encoder.ts";
import { type ControlType, controlTypeOf } from "../../../../lib/wire/batches/control_record.ts";
import { readBatches } from "../../../../lib/wire/batches/read_batches.ts";
import { readSegment } from "../fixtures/batches/segment.ts";

function controlTypes(records: Uint8Array): (ControlType | null)[] {
  const types: (ControlType | null)[] = [];
  for (const batch of readBatches(records)) {
    if (batch.isControl) batch.forEach((record) => void types.push(controlTypeOf(record)));
  }
  return types;
}

Deno.test("controlTypeOf() recognizes the markers of a coordinator", () => {
  assert.deepEqual(controlTypes(readSegment("transaction.bin")), ["commit", "abort"]);
});

Deno.test("controlTypeOf() returns null for other records", () => {
  const keys = ["00000002", "0000ffff", "000000", "", null, "00010001", "0000000100"];
  const records = keys.map((key) => ({
    key: key === null ? null : Uint8Array.fromHex(key),
    value: null,
    timestamp: 0n,
  }));
  const types = controlTypes(encodeBatch(records, { isControl: true }));
  assert.deepEqual(types, [null, null, null, null, null, "commit", "commit"]);
});
