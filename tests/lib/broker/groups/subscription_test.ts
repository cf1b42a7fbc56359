import assert from "node:assert/strict";
import { isSubscribed, subscribedTopics } from "../../../../lib/broker/groups/subscription.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";
import { GroupScript } from "./_group_script.ts";

/** Version 1 of a consumer's metadata: topics "a" and "orders", user data, owned partitions. */
const consumerMetadata = "000100000002000161" + "00066f7264657273" + "ffffffff" + "00000000";

Deno.test("subscribedTopics() reads the topics of a consumer of any version", () => {
  const metadata = Uint8Array.fromHex(consumerMetadata);
  assert.deepEqual(subscribedTopics(metadata), ["a", "orders"]);
  metadata.set([0x7f, 0xff]);
  assert.deepEqual(subscribedTopics(metadata), ["a", "orders"]);
});

Deno.test("subscribedTopics() returns null for other bytes", () => {
  for (const length of [0, 1, 5, 10, 16]) {
    const cut = Uint8Array.fromHex(consumerMetadata).subarray(0, length);
    assert.equal(subscribedTopics(cut), null);
  }
  assert.equal(subscribedTopics(utf8("what a plugin would say")), null);
});

Deno.test("isSubscribed() is true for every topic if the metadata cannot be decoded", () => {
  const group = GroupScript.stable(2, { protocols: ["range:?"] });
  assert.equal(isSubscribed(group.group, "any"), true);
});

Deno.test("isSubscribed() is false for groups that are empty or not of consumers", () => {
  assert.equal(isSubscribed(new GroupScript().group, "any"), false);
  const group = GroupScript.stable(1, { type: "connect", protocols: ["default:?"] });
  assert.equal(isSubscribed(group.group, "any"), false);
});
