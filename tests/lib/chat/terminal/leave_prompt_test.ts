import assert from "node:assert/strict";
import { roomChannel } from "../../../../lib/chat/log/channel.ts";
import type { Unsent } from "../../../../lib/chat/session/session.ts";
import type { Key } from "../../../../lib/chat/terminal/keys.ts";
import { LeavePrompt } from "../../../../lib/chat/terminal/leave_prompt.ts";

const message: Unsent = { channel: roomChannel("ops"), verb: "send", text: "hi" };

function open(unsent: Unsent[]): { prompt: LeavePrompt; left: () => number } {
  let left = 0;
  const onLeave = (): void => void (left += 1);
  const prompt = new LeavePrompt({ session: { unsent }, onChange: () => {}, onLeave });
  return { prompt, left: () => left };
}

function text(text: string): Key {
  return { kind: "text", text };
}

Deno.test("LeavePrompt leaves at once if everything is sent", () => {
  const { prompt, left } = open([]);
  using _prompt = prompt;
  prompt.leave(true);
  assert.deepEqual([left(), prompt.isAsking], [1, false]);
});

Deno.test("LeavePrompt asks at once if the broker is unreachable, and again after a no", () => {
  const { prompt, left } = open([message]);
  using _prompt = prompt;
  prompt.leave(false);
  assert.equal(prompt.isAsking, true);
  prompt.answer(text("n"));
  assert.deepEqual([left(), prompt.isAsking], [0, false]);
  prompt.leave(false);
  prompt.answer(text("y"));
  assert.equal(left(), 1);
});

Deno.test("LeavePrompt waits while messages are in flight, and leaves once they are sent", () => {
  const unsent = [message];
  const { prompt, left } = open(unsent);
  using _prompt = prompt;
  prompt.leave(true);
  assert.deepEqual([left(), prompt.isAsking], [0, false]);
  unsent.pop();
  prompt.allSent();
  assert.equal(left(), 1);
});
