import assert from "node:assert/strict";
import { UsageError } from "../../../../lib/errors.ts";
import { describeTopic, parseRoomName } from "../../../../lib/chat/log/room_name.ts";

Deno.test("parseRoomName() accepts every topic name that Kafka allows", () => {
  for (const name of ["chat-room", "a.b_c-D9", "x".repeat(249)]) {
    assert.equal(parseRoomName(name), name);
  }
});

Deno.test("parseRoomName() rejects other names with a reason", () => {
  assert.throws(
    () => parseRoomName("chat room"),
    new UsageError(
      'Cannot use the room name "chat room": the name has characters other than a-z, A-Z, 0-9, ' +
        "dot, underscore and hyphen",
    ),
  );
  for (const name of ["", ".", "..", "x".repeat(250)]) {
    assert.throws(() => parseRoomName(name), UsageError, name);
  }
});

Deno.test("parseRoomName() rejects the topics that the chat itself uses", () => {
  for (const name of ["chat-inbox", "chat-presence"]) {
    assert.throws(() => parseRoomName(name), {
      message: new RegExp(`^Cannot use the room name "${name}": it is the topic `),
    });
  }
});

Deno.test("describeTopic() names the topics that the chat itself uses", () => {
  assert.equal(describeTopic("ops"), 'the room "ops"');
  assert.equal(describeTopic("chat-inbox"), 'the topic for direct messages "chat-inbox"');
  assert.equal(describeTopic("chat-presence"), 'the topic for presence "chat-presence"');
});
