import assert from "node:assert/strict";
import { bells, rings } from "../../../../lib/chat/terminal/bell.ts";

Deno.test("rings() for what was asked for, and never for one's own", () => {
  const plain = { isOwn: false, isDirect: false, isMention: false };
  const ringing = (heard: Partial<typeof plain>): string =>
    bells.filter((bell) => rings(bell, { ...plain, ...heard })).join(" ");
  assert.equal(ringing({}), "all");
  assert.equal(ringing({ isMention: true }), "mention all");
  assert.equal(ringing({ isDirect: true }), "mention dm all");
  assert.equal(ringing({ isOwn: true, isDirect: true, isMention: true }), "");
});
