import assert from "node:assert/strict";
import { channelKey, directChannel, roomChannel } from "../../../../../lib/chat/log/channel.ts";
import { Switcher } from "../../../../../lib/chat/terminal/full/switcher.ts";

function switcher(): Switcher {
  return new Switcher([
    { channel: roomChannel("chat-room"), unread: 0, mentions: 0 },
    { channel: roomChannel("ops"), unread: 5, mentions: 0 },
    { channel: roomChannel("dev-ops"), unread: 40, mentions: 0 },
    { channel: directChannel("Opal"), unread: 1, mentions: 1 },
  ]);
}

function names(one: Switcher): string[] {
  return one.matches.map(({ channel }) => channelKey(channel));
}

Deno.test("Switcher begins with mentions, then with what has most unread messages", () => {
  assert.deepEqual(names(switcher()), ["@Opal", "dev-ops", "ops", "chat-room"]);
});

Deno.test("Switcher matches any part of a name, ignoring case", () => {
  const one = switcher();
  one.type("OP");
  assert.deepEqual(names(one), ["@Opal", "dev-ops", "ops"]);
  one.type("room");
  assert.deepEqual(names(one), ["chat-room"]);
  one.type("nothing");
  assert.deepEqual([names(one), one.selected], [[], undefined]);
  one.move(1);
  assert.equal(one.index, 0);
});

Deno.test("Switcher moves around its matches, and typing selects the first", () => {
  const one = switcher();
  one.move(-1);
  assert.equal(channelKey(one.selected!.channel), "chat-room");
  one.move(1);
  assert.equal(channelKey(one.selected!.channel), "@Opal");
  one.move(1);
  one.type("o");
  assert.equal(one.index, 0);
});
