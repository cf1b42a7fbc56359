import assert from "node:assert/strict";
import { directChannel, roomChannel } from "../../../../lib/chat/log/channel.ts";
import { unsentLines } from "../../../../lib/chat/terminal/unsent_lines.ts";

const channel = roomChannel("room");

Deno.test("unsentLines() shows unsent texts escaped, with their channel", () => {
  assert.deepEqual(
    unsentLines([
      { channel, verb: "send", text: "one\n\x1b[2J" },
      { channel: directChannel("bob"), verb: "edit", text: "two" },
      { channel, verb: "delete", text: "" },
    ], channel),
    ["unsent: one\\n\\x1b[2J", "unsent: [@bob] /edit two", "unsent: /delete"],
  );
});

Deno.test("unsentLines() counts the lines that do not fit", () => {
  const unsent = Array.from({ length: 7 }, (_, index) => (
    { channel, verb: "send", text: String(index) } as const
  ));
  assert.deepEqual(unsentLines(unsent, channel).slice(-2), ["unsent: 3", "unsent: … and 3 more"]);
  assert.equal(unsentLines(unsent.slice(0, 5), channel).at(-1), "unsent: 4");
});
