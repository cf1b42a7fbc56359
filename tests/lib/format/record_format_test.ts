import assert from "node:assert/strict";
import { parseRecordFormat } from "../../../lib/format/record_format.ts";
import { printed } from "./records.ts";

Deno.test("parseRecordFormat() accepts json, jsonl and layouts", async () => {
  assert.match(
    printed(await parseRecordFormat("json", { raw: true }), {}),
    /^\{\n {2}"topic": "orders",/,
  );
  assert.match(
    printed(await parseRecordFormat("jsonl", { raw: true }), {}),
    /^\{"topic":"orders",/,
  );
  assert.equal(printed(await parseRecordFormat("%k=%v\\n", { raw: true }), {}), "k1=v1\n");
  assert.equal(printed(await parseRecordFormat("x\\n", { raw: true }), {}), "x\n");
});

Deno.test("parseRecordFormat() throws with a similar name as the hint", async () => {
  await assert.rejects(parseRecordFormat("jsonln", { raw: true }), {
    name: "UsageError",
    message:
      'Cannot read format "jsonln": unknown, expected json, jsonl or a layout, for example ' +
      '"%v\\n"',
    hint: "Did you mean jsonl?",
  });
  await assert.rejects(parseRecordFormat("", { raw: true }), {
    name: "UsageError",
    hint: undefined,
  });
});
