import assert from "node:assert/strict";
import { UsageError } from "../../../../lib/errors.ts";
import { parseRoomName } from "../../../../lib/chat/log/room_name.ts";

Deno.test("parseRoomName() takes what Kafka takes as a topic", () => {
  for (const name of ["chat-room", "a.b_c-D9", "x".repeat(249)]) {
    assert.equal(parseRoomName(name), name);
  }
});

Deno.test("parseRoomName() says what it found", () => {
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

Deno.test("parseRoomName() leaves the topics of the chat's own alone", () => {
  for (const name of ["chat-inbox", "chat-presence"]) {
    assert.throws(() => parseRoomName(name), {
      message: new RegExp(`^Cannot use the room name "${name}": it is the topic `),
    });
  }
});
