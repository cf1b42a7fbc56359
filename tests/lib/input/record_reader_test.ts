import assert from "node:assert/strict";
import { parseInputLayout } from "../../../lib/input/input_layout.ts";
import { RecordReader } from "../../../lib/input/record_reader.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { readAll } from "./_read_all.ts";

Deno.test("RecordReader reads a record that is longer than its buffer", async () => {
  const value = "x".repeat(1_000_000);
  const [record] = await readAll(await parseInputLayout("%v\\n"), utf8(`${value}\n`), 100_000);
  assert.equal(record, `1 {"value":"${value}"}`);
});

Deno.test("RecordReader does not change a record after it returned it", async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index} of the input`);
  const bytes = utf8(lines.join("\n"));
  let at = 0;
  const reader = new RecordReader((target) => {
    const piece = bytes.subarray(at, at + Math.min(target.byteLength, 10_000));
    target.set(piece);
    at += piece.byteLength;
    return Promise.resolve(piece.byteLength === 0 ? null : piece.byteLength);
  }, await parseInputLayout("%v\\n"));
  const values: Uint8Array[] = [];
  for (let records; (records = await reader.next()) !== null;) {
    for (const { record } of records) if ("value" in record) values.push(record.value!);
  }
  assert.deepEqual(values.map((value) => new TextDecoder().decode(value)), lines);
});

Deno.test("RecordReader ends after an error that hides where the next record begins", async () => {
  assert.deepEqual(await readAll(await parseInputLayout("%V %v\\n"), utf8("1 a\nx b\n1 c\n")), [
    '1 {"value":"a"}',
    '2! expected a number, found "x b\\n1 c\\n"',
  ]);
});
