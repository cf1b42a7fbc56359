import assert from "node:assert/strict";
import { roomChannel } from "../../../../lib/chat/log/channel.ts";
import {
  ChatInput,
  type InputAction,
  maxTypedLength,
} from "../../../../lib/chat/terminal/chat_input.ts";
import type { KeyName } from "../../../../lib/chat/terminal/keys.ts";
import type { NumberedMessage } from "../../../../lib/chat/terminal/message_numbers.ts";

function message(number: number, text: string): NumberedMessage {
  return {
    number,
    channel: roomChannel("room"),
    entry: {
      kind: "message",
      partition: 0,
      offset: BigInt(number),
      timestamp: 0n,
      author: "alice",
      text,
      edited: null,
      deleted: null,
    },
  };
}

function start(...own: readonly string[]): ChatInput {
  const messages = own.map((text, index) => message(index + 1, text));
  return new ChatInput({
    completable: () => ({ commands: ["help"], rooms: [], userNames: ["bob"] }),
    ownMessages: () => messages,
  });
}

function press(input: ChatInput, name: KeyName): InputAction | undefined {
  return input.press({ kind: "key", name });
}

Deno.test("ChatInput.press() returns the line on Enter, and clears it", () => {
  const input = start();
  input.press({ kind: "text", text: "hello" });
  assert.deepEqual(press(input, "enter"), { kind: "enter", line: "hello" });
  assert.equal(input.text, "");
});

Deno.test("ChatInput.press() inserts a paste without the line breaks at its end", () => {
  const input = start();
  input.press({ kind: "paste", text: "one\ntwo\n" });
  assert.deepEqual(press(input, "enter"), { kind: "enter", line: "one\ntwo" });
});

Deno.test("ChatInput.press() rejects a text that is too long as a whole", () => {
  const input = start();
  input.press({ kind: "text", text: "x" });
  const length = maxTypedLength + 1;
  const action = input.press({ kind: "paste", text: "y".repeat(maxTypedLength) });
  assert.deepEqual(action, { kind: "too-long", length });
  assert.equal(input.text, "x");
});

Deno.test("ChatInput.press() moves through the user's own messages on Up and Down", () => {
  const input = start("one", "two");
  press(input, "up");
  assert.deepEqual([input.text, input.editing?.number], ["two", 2]);
  press(input, "up");
  assert.deepEqual([input.text, input.editing?.number], ["one", 1]);
  assert.deepEqual(press(input, "up"), { kind: "ring" });
  press(input, "down");
  press(input, "down");
  assert.deepEqual([input.text, input.editing], ["", undefined]);
});

Deno.test("ChatInput.press() edits a message if the text changed", () => {
  const input = start("one");
  press(input, "up");
  input.press({ kind: "text", text: "!" });
  assert.deepEqual(press(input, "up"), { kind: "ring" });
  assert.deepEqual(press(input, "enter"), {
    kind: "edit",
    message: message(1, "one"),
    text: "one!",
  });
  press(input, "up");
  assert.equal(press(input, "enter"), undefined);
  assert.equal(input.editing, undefined);
});

Deno.test("ChatInput.press() changes no message on Esc, or on Enter without text", () => {
  const input = start("one");
  press(input, "up");
  press(input, "escape");
  assert.deepEqual([input.text, input.editing], ["", undefined]);
  press(input, "up");
  press(input, "erase-to-start");
  assert.equal(press(input, "enter"), undefined);
  assert.equal(input.editing, undefined);
});

Deno.test("ChatInput.press() keeps the typed text on Up and Esc", () => {
  const input = start("one");
  input.press({ kind: "text", text: "draft" });
  assert.deepEqual(press(input, "up"), { kind: "ring" });
  press(input, "escape");
  assert.equal(input.text, "draft");
});

Deno.test("ChatInput.press() leaves on Ctrl-C, and on Ctrl-D if the line is empty", () => {
  const input = start();
  assert.deepEqual(press(input, "end-of-input"), { kind: "leave" });
  input.press({ kind: "text", text: "ab" });
  press(input, "home");
  assert.equal(press(input, "end-of-input"), undefined);
  assert.equal(input.text, "b");
  assert.deepEqual(press(input, "interrupt"), { kind: "leave" });
});

Deno.test("ChatInput.press() completes on Tab, and rings the bell if nothing fits", () => {
  const input = start();
  input.press({ kind: "text", text: "b" });
  assert.equal(press(input, "tab"), undefined);
  assert.equal(input.text, "bob: ");
  input.press({ kind: "text", text: "zz" });
  assert.deepEqual(press(input, "tab"), { kind: "ring" });
});
