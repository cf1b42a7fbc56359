import assert from "node:assert/strict";
import { textOf } from "../../../../lib/wire/bytes.ts";
import { decodeText, encodeText } from "../../../../lib/chat/message/text_format.ts";
import type { EncodedMessage } from "../../../../lib/chat/message/message.ts";
import { raw } from "../_records.ts";

function headersOf({ headers }: EncodedMessage): string[] {
  return headers.map(({ key, value }) => `${key}=${textOf(value!)}`);
}

Deno.test("encodeText() writes exactly the name, a colon, a space and the text", () => {
  const encoded = encodeText({ kind: "message", author: "alice", text: "Salut !" });
  assert.equal(textOf(encoded.value), "alice: Salut !");
  assert.deepEqual(headersOf(encoded), ["content-type=text/plain"]);
});

Deno.test("encodeText() writes verb and target in headers, also for offset 0", () => {
  const encoded = encodeText({
    kind: "edit",
    author: "alice",
    text: "Salut !",
    target: { partition: 2, offset: 0n },
  });
  assert.equal(textOf(encoded.value), "alice: Salut !");
  assert.deepEqual(headersOf(encoded), [
    "content-type=text/plain",
    "wah-verb=edit",
    "wah-target=2/0",
  ]);
});

Deno.test("decodeText() ends the name at the first colon", () => {
  assert.deepEqual(decodeText(raw("bob: see http://example.org: there")), {
    kind: "message",
    author: "bob",
    text: "see http://example.org: there",
  });
});

Deno.test("decodeText() removes one leading space from the text", () => {
  assert.deepEqual(decodeText(raw("bob:no space")), {
    kind: "message",
    author: "bob",
    text: "no space",
  });
  assert.deepEqual(decodeText(raw("bob:   indented ")), {
    kind: "message",
    author: "bob",
    text: "  indented ",
  });
  assert.deepEqual(decodeText(raw("bob: one\ntwo")), {
    kind: "message",
    author: "bob",
    text: "one\ntwo",
  });
  assert.deepEqual(decodeText(raw("bob:")), { kind: "message", author: "bob", text: "" });
});

Deno.test("decodeText() trims the name as the first client does", () => {
  assert.deepEqual(decodeText(raw(" bob : hi")), { kind: "message", author: "bob", text: "hi" });
});

Deno.test("decodeText() reads verb and target from the headers", () => {
  const headers = { "wah-verb": "delete", "wah-target": "1/0" };
  assert.deepEqual(decodeText(raw("bob: Message deleted", headers)), {
    kind: "delete",
    author: "bob",
    text: "Message deleted",
    target: { partition: 1, offset: 0n },
  });
});

Deno.test("decodeText() rejects lines without a name, unknown verbs and bad targets", () => {
  assert.equal(decodeText(raw("no name here")), "no user name before a colon");
  assert.equal(decodeText(raw(": hello")), "no user name before a colon");
  assert.equal(decodeText(raw("two\nlines: hi")), "no user name before a colon");
  assert.equal(decodeText(raw(`${"x".repeat(65)}: hi`)), "no user name before a colon");
  assert.equal(decodeText(raw("bob: hi", { "wah-verb": "pin" })), "unknown verb");
  assert.equal(decodeText(raw("bob: hi", { "wah-verb": "edit" })), "edit without a target");
  for (const target of ["", "7", "-1/7", "0/-7", "0/7 ", "0/1e3", "99999999999/0"]) {
    const headers = { "wah-verb": "edit", "wah-target": target };
    assert.equal(decodeText(raw("bob: hi", headers)), "edit without a target", target);
  }
});
