import assert from "node:assert/strict";
import {
  directHeaders,
  inboxPartition,
  isAddressedTo,
  toDirectRecord,
} from "../../../../lib/chat/message/direct_message.ts";
import type { Content, RawRecord } from "../../../../lib/chat/message/message.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";
import { post, raw } from "../_records.ts";

const position = { partition: 0, offset: 7n, timestamp: 1_000n };
const garbage: Content = { kind: "foreign", reason: "broken JSON", excerpt: "{" };

function direct(from: string, to: string, otherCopy = false): RawRecord {
  const headers = directHeaders({
    from,
    to,
    otherCopy: otherCopy ? { partition: 3, offset: 0n } : null,
  });
  return { ...raw("x"), headers };
}

Deno.test("inboxPartition() returns the partition that Kafka's clients choose", () => {
  assert.equal(inboxPartition("alice", 12), 9);
  assert.equal(inboxPartition("bob", 12), 6);
});

Deno.test("isAddressedTo() reads only the key", () => {
  assert.ok(isAddressedTo("bob", { key: utf8("bob") }));
  assert.ok(!isAddressedTo("bob", { key: utf8("bobby") }));
  assert.ok(!isAddressedTo("bob", { key: null }));
});

Deno.test("toDirectRecord() names the other user, for both readers", () => {
  const content = post("alice", "psst");
  assert.deepEqual(toDirectRecord(direct("alice", "bob"), content, "bob"), {
    ...position,
    with: "alice",
    content,
    otherCopy: null,
  });
  assert.deepEqual(toDirectRecord(direct("alice", "bob", true), content, "alice"), {
    ...position,
    with: "bob",
    content,
    otherCopy: { partition: 3, offset: 0n },
  });
});

Deno.test("toDirectRecord() accepts a record without headers as from its author", () => {
  const record = toDirectRecord(raw("alice: hi"), post("alice", "hi"), "bob");
  assert.ok(typeof record !== "string");
  assert.equal(record.with, "alice");
});

Deno.test("toDirectRecord() returns a foreign record for contradicting headers", () => {
  const reasonOf = (record: ReturnType<typeof toDirectRecord>): string =>
    typeof record !== "string" && record.content.kind === "foreign" ? record.content.reason : "";
  const forged = toDirectRecord(direct("mallory", "bob", true), post("alice", "hi"), "bob");
  assert.equal(reasonOf(forged), 'by "alice", sent by "mallory"');
  assert.ok(typeof forged !== "string" && forged.with === "mallory" && forged.otherCopy === null);
  const strayed = toDirectRecord(direct("alice", "carol"), post("alice", "hi"), "bob");
  assert.equal(reasonOf(strayed), 'for "carol"');
  assert.equal(reasonOf(toDirectRecord(direct("alice", "bob"), garbage, "bob")), "broken JSON");
});

Deno.test("toDirectRecord() returns a text for a record of no conversation", () => {
  assert.equal(
    toDirectRecord(raw("x"), garbage, "bob"),
    "chat-inbox 0/7 is not a chat message (broken JSON)",
  );
  assert.equal(
    toDirectRecord(direct("a\x1b", "bob"), post("a\x1b", "hi"), "bob"),
    "chat-inbox 0/7 is not a chat message (it names no sender)",
  );
});
