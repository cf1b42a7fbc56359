import assert from "node:assert/strict";
import { missingTopicHint } from "../../../lib/kafka/missing_topic_hint.ts";

const existing = ["orders", "order", "__consumer_offsets"];

Deno.test("missingTopicHint() names what is near", () => {
  assert.equal(missingTopicHint("consumer_offset", existing), 'Did you mean "__consumer_offsets"?');
  assert.equal(missingTopicHint("ordrs", existing), 'Did you mean "orders" or "order"?');
});

Deno.test("missingTopicHint() states that no name is similar", () => {
  assert.equal(missingTopicHint("quite-another", existing), "No topic has a similar name");
});
