import assert from "node:assert/strict";
import { collectSkipped, skippedText } from "../../../../lib/chat/log/skipped_text.ts";
import { CorruptRecordError } from "../../../../lib/kafka/reader/corrupt_record_error.ts";
import { CorruptBatchError } from "../../../../lib/wire/batches/corrupt_batch_error.ts";

const base = { kind: "skipped", topic: "t", partition: 3 } as const;

Deno.test("skippedText() names one record, or the first and the last of several", () => {
  const reason = "retention";
  assert.equal(
    skippedText({ ...base, from: 5n, to: 6n, reason }),
    "cannot show record 3/5: deleted by retention or request",
  );
  assert.equal(
    skippedText({ ...base, from: 5n, to: 9n, reason }),
    "cannot show records 3/5 to 3/8: deleted by retention or request",
  );
});

Deno.test("skippedText() contains the reason why a batch cannot be read", () => {
  const batch = new CorruptBatchError({ baseOffset: 5n, lastOffset: 5n, reason: "too large" });
  const record = new CorruptRecordError({ topic: "t", partition: 3, offset: 5n }, batch);
  for (const cause of [batch, record]) {
    const text = skippedText({ ...base, from: 5n, to: 6n, reason: "corrupt", cause });
    assert.equal(text, "cannot show record 3/5: too large");
  }
});

Deno.test("collectSkipped() collects only skipped records", () => {
  const { onNotice, skipped } = collectSkipped();
  onNotice({ kind: "reconnected" });
  onNotice({ ...base, from: 5n, to: 6n, reason: "truncated" });
  assert.deepEqual(skipped, ["cannot show record 3/5: the log lost them"]);
});
