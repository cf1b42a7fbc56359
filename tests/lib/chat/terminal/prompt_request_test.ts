import assert from "node:assert/strict";
import { directChannel, roomChannel } from "../../../../lib/chat/log/channel.ts";
import { parsePromptRequest, slashCommands } from "../../../../lib/chat/terminal/prompt_request.ts";

function mistakeOf(line: string): string {
  const typed = parsePromptRequest(line);
  assert.equal(typed.kind, "mistake", line);
  return typed.kind === "mistake" ? typed.text : "";
}

Deno.test("parsePromptRequest() rejects unknown commands, also after spaces", () => {
  assert.deepEqual(parsePromptRequest("hello"), { kind: "send", text: "hello" });
  assert.deepEqual(parsePromptRequest("  hello "), { kind: "send", text: "  hello " });
  assert.deepEqual(parsePromptRequest("1/2"), { kind: "send", text: "1/2" });
});

Deno.test("parsePromptRequest() reads two slashes as a text with one", () => {
  assert.deepEqual(parsePromptRequest("//quit"), { kind: "send", text: "/quit" });
  assert.deepEqual(parsePromptRequest("//"), { kind: "send", text: "/" });
});

Deno.test("parsePromptRequest() reads a command after spaces", () => {
  assert.deepEqual(parsePromptRequest(" /who"), { kind: "who" });
  assert.deepEqual(parsePromptRequest("\t\n\u00a0/who"), { kind: "who" });
  assert.deepEqual(parsePromptRequest("\u200b\ufeff/who"), { kind: "who" });
  assert.deepEqual(parsePromptRequest(" /msg bob secret"), {
    kind: "message",
    to: "bob",
    text: "secret",
  });
  assert.match(mistakeOf("  /nope"), /unknown command \/nope/);
  assert.deepEqual(parsePromptRequest("  //quit"), { kind: "send", text: "  //quit" });
});

Deno.test("parsePromptRequest() ignores a blank line", () => {
  assert.deepEqual(parsePromptRequest(""), { kind: "nothing" });
  assert.deepEqual(parsePromptRequest(" \t"), { kind: "nothing" });
});

Deno.test("parsePromptRequest() rejects an argument of a command without one", () => {
  for (const kind of ["help", "quit", "rooms", "who"] as const) {
    assert.deepEqual(parsePromptRequest(`/${kind} `), { kind });
    assert.equal(mistakeOf(`/${kind} x`), `/${kind} takes no argument`);
  }
});

Deno.test("parsePromptRequest() reads the number of a message, with or without a hash", () => {
  assert.deepEqual(parsePromptRequest("/edit  12 new  text "), {
    kind: "edit",
    number: 12,
    text: "new  text",
  });
  assert.deepEqual(parsePromptRequest("/edit #3 a\nb"), { kind: "edit", number: 3, text: "a\nb" });
  assert.deepEqual(parsePromptRequest("/delete 7"), { kind: "delete", number: 7 });
  assert.equal(mistakeOf("/edit 12"), "usage: /edit N TEXT");
  assert.equal(mistakeOf("/edit that"), "usage: /edit N TEXT");
  assert.equal(mistakeOf("/delete 7 8"), "usage: /delete N");
  assert.equal(mistakeOf("/delete -1"), "usage: /delete N");
});

Deno.test("parsePromptRequest() reads rooms, and @names as conversations", () => {
  assert.deepEqual(parsePromptRequest("/join ops"), { kind: "join", channel: roomChannel("ops") });
  assert.deepEqual(parsePromptRequest("/join @bob"), {
    kind: "join",
    channel: directChannel("bob"),
  });
  assert.deepEqual(parsePromptRequest("/leave"), { kind: "leave", channel: undefined });
  assert.deepEqual(parsePromptRequest("/leave ops"), {
    kind: "leave",
    channel: roomChannel("ops"),
  });
  assert.deepEqual(parsePromptRequest('/leave @"bob b"'), {
    kind: "leave",
    channel: directChannel("bob b"),
  });
  assert.equal(mistakeOf("/join"), "usage: /join ROOM");
  assert.equal(mistakeOf("/join @"), "usage: /join ROOM");
  assert.equal(mistakeOf("/join a b"), "usage: /join ROOM");
});

Deno.test("parsePromptRequest() reads the recipient, quoted if it has spaces", () => {
  const message = (line: string): unknown => parsePromptRequest(line);
  assert.deepEqual(message("/msg bob hi  you"), { kind: "message", to: "bob", text: "hi  you" });
  assert.deepEqual(message("/msg @bob a\nb"), { kind: "message", to: "bob", text: "a\nb" });
  assert.deepEqual(message('/msg "bob b" hi'), { kind: "message", to: "bob b", text: "hi" });
  assert.deepEqual(message("/msg bob"), { kind: "message", to: "bob", text: undefined });
  assert.equal(mistakeOf("/msg"), "usage: /msg NAME TEXT");
});

Deno.test("parsePromptRequest() reads the number of lines of /history", () => {
  assert.deepEqual(parsePromptRequest("/history"), { kind: "history", lines: undefined });
  assert.deepEqual(parsePromptRequest("/history 50"), { kind: "history", lines: 50 });
  assert.equal(mistakeOf("/history all"), "usage: /history [N]");
});

Deno.test("parsePromptRequest() accepts every command of the table, and no other", () => {
  for (const { name } of slashCommands) {
    assert.ok(!mistake(parsePromptRequest(`/${name} 1 1`)).includes("there is no"), name);
  }
  assert.equal(mistakeOf("/"), "unknown command /; /help lists all");
  assert.match(mistakeOf("/Quit"), /^unknown command \/Quit \(did you mean \/quit\?\); \/help /);
  assert.match(mistakeOf("/hisotry"), /\(did you mean \/history\?\)/);
  assert.equal(mistakeOf("/constructor"), "unknown command /constructor; /help lists all");
});

function mistake(typed: ReturnType<typeof parsePromptRequest>): string {
  return typed.kind === "mistake" ? typed.text : "";
}
