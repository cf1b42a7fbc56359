import assert from "node:assert/strict";
import { UsageError } from "../../../lib/errors.ts";
import { parseRoomName } from "../../../lib/chat/room_name.ts";

Deno.test("parseRoomName() takes what Kafka takes as a topic", () => {
  for (const name of ["chat-room", "a.b_c-D9", "x".repeat(249)]) {
    assert.equal(parseRoomName(name), name);
  }
});

Deno.test("parseRoomName() says what it found and what it accepts", () => {
  const accepted = "accepted are 1 to 249 of the characters a-z A-Z 0-9 . _ -";
  const cases: [string, string][] = [
    ["", '"": it is empty'],
    ["..", '"..": it means a folder'],
    ["chat room", '"chat room": it holds " "'],
    ["chât", '"chât": it holds "â"'],
    ["x".repeat(250), `"${"x".repeat(249)}": it has 250 characters`],
  ];
  for (const [name, found] of cases) {
    assert.throws(
      () => parseRoomName(name),
      new UsageError(`Cannot use the room name ${found}, ${accepted}`),
    );
  }
});
