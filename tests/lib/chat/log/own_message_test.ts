import assert from "node:assert/strict";
import type { Content } from "../../../../lib/chat/message/message.ts";
import { type AmendmentRequest, checkOwn } from "../../../../lib/chat/log/own_message.ts";
import { deletion, edit, post } from "../_records.ts";

const intent: AmendmentRequest = {
  verb: "edit",
  author: "alice",
  target: { partition: 2, offset: 0n },
  where: "ops",
};

function refusal(content: Content | null, change: Partial<AmendmentRequest> = {}): string {
  try {
    checkOwn(content, { ...intent, ...change });
    return "";
  } catch (error) {
    assert.ok(error instanceof Error && error.name === "FailedError");
    return error.message;
  }
}

Deno.test("checkOwn() accepts the author of a message", () => {
  assert.equal(refusal(post("alice", "hi")), "");
  assert.equal(refusal(post("alice", "hi"), { verb: "delete" }), "");
});

Deno.test("checkOwn() reports why a message is not the user's own", () => {
  assert.equal(
    refusal(post("bob", "hi"), { verb: "delete" }),
    'Cannot delete 2/0 in "ops": "bob" wrote it; you can only delete your own messages',
  );
  assert.equal(
    refusal(null),
    'Cannot edit 2/0 in "ops": there is no such message, or it no longer exists',
  );
  assert.equal(
    refusal({ kind: "foreign", reason: "no value", excerpt: "" }),
    'Cannot edit 2/0 in "ops": it is not a chat message (no value)',
  );
  assert.equal(
    refusal(edit("alice", "x", 4n)),
    'Cannot edit 2/0 in "ops": it is an edit of 0/4',
  );
  assert.equal(
    refusal(deletion("alice", 4n)),
    'Cannot edit 2/0 in "ops": it is a deletion of 0/4',
  );
  assert.match(refusal(edit("bob", "x", 4n)), /"bob" wrote it/);
});
