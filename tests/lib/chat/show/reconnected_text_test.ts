import assert from "node:assert/strict";
import { reconnectedText } from "../../../../lib/chat/show/reconnected_text.ts";

Deno.test("reconnectedText() counts the missed messages, if there are any", () => {
  assert.equal(reconnectedText(0), "reconnected");
  assert.equal(reconnectedText(1), "reconnected; 1 message arrived in the meantime");
  assert.equal(reconnectedText(2), "reconnected; 2 messages arrived in the meantime");
});
