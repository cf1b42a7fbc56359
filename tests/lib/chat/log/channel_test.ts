import assert from "node:assert/strict";
import { channelKey, directChannel, roomChannel } from "../../../../lib/chat/log/channel.ts";

Deno.test("channelKey() differs for a room and a user of the same name", () => {
  assert.equal(channelKey(roomChannel("ops")), "ops");
  assert.equal(channelKey(directChannel("ops")), "@ops");
});
