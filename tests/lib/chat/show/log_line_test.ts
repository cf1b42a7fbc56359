import assert from "node:assert/strict";
import { recordLine } from "../../../../lib/chat/show/log_line.ts";
import type { Content } from "../../../../lib/chat/message/message.ts";
import { deletion, edit, post, record } from "../_records.ts";

function line(content: Content): string {
  const text = recordLine(record(7n, content), { styled: false });
  return text.replace(/ \d{4}-\d\d-\d\d \d\d:\d\d /, " DATE ");
}

Deno.test("recordLine() shows what a record does, and its target", () => {
  assert.equal(line(post("alice", "hi")), "0/7 DATE alice: hi");
  assert.equal(line(edit("alice", "ho", 3n)), "0/7 DATE alice edits 0/3: ho");
  assert.equal(line(deletion("alice", { partition: 2, offset: 0n })), "0/7 DATE alice deletes 2/0");
});

Deno.test("recordLine() escapes control characters", () => {
  assert.equal(line(edit("a\x1b", "b\nc\u202e", 3n)), "0/7 DATE a\\x1b edits 0/3: b\\nc\\u202e");
});
