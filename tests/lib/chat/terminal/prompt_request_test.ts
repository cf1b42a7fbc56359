import assert from "node:assert/strict";
import { directChannel, roomChannel } from "../../../../lib/chat/log/channel.ts";
import { parseTyped, slashCommands } from "../../../../lib/chat/terminal/prompt_request.ts";

function mistakeOf(line: string): string {
  const typed = parseTyped(line);
  assert.equal(typed.kind, "mistake", line);
  return typed.kind === "mistake" ? typed.text : "";
}

Deno.test("parseTyped() says what is no command, spaces included", () => {
  assert.deepEqual(parseTyped("hello"), { kind: "say", text: "hello" });
  assert.deepEqual(parseTyped("  hello "), { kind: "say", text: "  hello " });
  assert.deepEqual(parseTyped("1/2"), { kind: "say", text: "1/2" });
});

Deno.test("parseTyped() takes two slashes for one that is meant", () => {
  assert.deepEqual(parseTyped("//quit"), { kind: "say", text: "/quit" });
  assert.deepEqual(parseTyped("//"), { kind: "say", text: "/" });
});

Deno.test("parseTyped() reads a command after spaces, and never sends it as a message", () => {
  assert.deepEqual(parseTyped(" /who"), { kind: "who" });
  assert.deepEqual(parseTyped("\t\n\u00a0/who"), { kind: "who" });
  assert.deepEqual(parseTyped("\u200b\ufeff/who"), { kind: "who" });
  assert.deepEqual(parseTyped(" /msg bob secret"), { kind: "message", to: "bob", text: "secret" });
  assert.match(mistakeOf("  /nope"), /unknown command \/nope/);
  assert.deepEqual(parseTyped("  //quit"), { kind: "say", text: "  //quit" });
});

Deno.test("parseTyped() ignores a blank line", () => {
  assert.deepEqual(parseTyped(""), { kind: "nothing" });
  assert.deepEqual(parseTyped(" \t"), { kind: "nothing" });
});

Deno.test("parseTyped() says when a command that takes nothing gets something", () => {
  for (const kind of ["help", "quit", "rooms", "who"] as const) {
    assert.deepEqual(parseTyped(`/${kind} `), { kind });
    assert.equal(mistakeOf(`/${kind} x`), `/${kind} takes no argument`);
  }
});

Deno.test("parseTyped() reads the number of a message, with or without a hash", () => {
  assert.deepEqual(parseTyped("/edit  12 new  text "), {
    kind: "edit",
    number: 12,
    text: "new  text",
  });
  assert.deepEqual(parseTyped("/edit #3 a\nb"), { kind: "edit", number: 3, text: "a\nb" });
  assert.deepEqual(parseTyped("/delete 7"), { kind: "delete", number: 7 });
  assert.equal(mistakeOf("/edit 12"), "usage: /edit N TEXT");
  assert.equal(mistakeOf("/edit that"), "usage: /edit N TEXT");
  assert.equal(mistakeOf("/delete 7 8"), "usage: /delete N");
  assert.equal(mistakeOf("/delete -1"), "usage: /delete N");
});

Deno.test("parseTyped() reads rooms, and @names as conversations", () => {
  assert.deepEqual(parseTyped("/join ops"), { kind: "join", channel: roomChannel("ops") });
  assert.deepEqual(parseTyped("/join @bob"), { kind: "join", channel: directChannel("bob") });
  assert.deepEqual(parseTyped("/leave"), { kind: "leave", channel: undefined });
  assert.deepEqual(parseTyped("/leave ops"), { kind: "leave", channel: roomChannel("ops") });
  assert.deepEqual(parseTyped('/leave @"bob b"'), {
    kind: "leave",
    channel: directChannel("bob b"),
  });
  assert.equal(mistakeOf("/join"), "usage: /join ROOM");
  assert.equal(mistakeOf("/join @"), "usage: /join ROOM");
  assert.equal(mistakeOf("/join a b"), "usage: /join ROOM");
});

Deno.test("parseTyped() reads to whom a message goes, in quotes where the name has spaces", () => {
  const message = (line: string): unknown => parseTyped(line);
  assert.deepEqual(message("/msg bob hi  you"), { kind: "message", to: "bob", text: "hi  you" });
  assert.deepEqual(message("/msg @bob a\nb"), { kind: "message", to: "bob", text: "a\nb" });
  assert.deepEqual(message('/msg "bob b" hi'), { kind: "message", to: "bob b", text: "hi" });
  assert.deepEqual(message("/msg bob"), { kind: "message", to: "bob", text: undefined });
  assert.equal(mistakeOf("/msg"), "usage: /msg NAME TEXT");
});

Deno.test("parseTyped() reads how much history is wanted", () => {
  assert.deepEqual(parseTyped("/history"), { kind: "history", lines: undefined });
  assert.deepEqual(parseTyped("/history 50"), { kind: "history", lines: 50 });
  assert.equal(mistakeOf("/history all"), "usage: /history [N]");
});

Deno.test("parseTyped() knows every command of the table, and no other", () => {
  for (const { name } of slashCommands) {
    assert.ok(!mistake(parseTyped(`/${name} 1 1`)).includes("there is no"), name);
  }
  assert.equal(mistakeOf("/"), "unknown command /; /help lists all");
  assert.match(mistakeOf("/Quit"), /^unknown command \/Quit \(did you mean \/quit\?\); \/help /);
  assert.match(mistakeOf("/hisotry"), /\(did you mean \/history\?\)/);
  assert.equal(mistakeOf("/constructor"), "unknown command /constructor; /help lists all");
});

function mistake(typed: ReturnType<typeof parseTyped>): string {
  return typed.kind === "mistake" ? typed.text : "";
}
