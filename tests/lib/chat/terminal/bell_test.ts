import assert from "node:assert/strict";
import { bells, rings } from "../../../../lib/chat/terminal/bell.ts";

Deno.test("rings() follows the setting, and never rings for the user's own messages", () => {
  const plain = { isOwn: false, isDirect: false, isMention: false };
  const ringing = (message: Partial<typeof plain>): string =>
    bells.filter((bell) => rings(bell, { ...plain, ...message })).join(" ");
  assert.equal(ringing({}), "all");
  assert.equal(ringing({ isMention: true }), "mention all");
  assert.equal(ringing({ isDirect: true }), "mention dm all");
  assert.equal(ringing({ isOwn: true, isDirect: true, isMention: true }), "");
});
