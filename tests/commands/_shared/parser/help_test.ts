import assert from "node:assert/strict";
import { defineCommand } from "../../../../commands/_shared/parser/command.ts";
import { listFlag, valueFlag } from "../../../../commands/_shared/parser/flag.ts";
import { helpText } from "../../../../commands/_shared/parser/help.ts";

const command = defineCommand({
  description: "Reads topics.",
  examples: [["wah read orders", "the records of orders"]],
  args: [{ name: "TOPIC", brief: "topics", isList: true }],
  flags: {
    room: listFlag("a room (default: lobby)", { alias: "t", placeholder: "ROOM" }),
    only: listFlag("one room", { placeholder: "ROOM", isOnlyOnce: true }),
    offset: valueFlag("offsets", { alias: "o", placeholder: "OFFSET", default: "start" }),
    key: listFlag("a key", { placeholder: "KEY" }),
  },
  details: `
Formats:
  json      several lines for each record, with its key, value and headers
            %v %k  value, key and a text that is too long for a narrow terminal
A sentence that is longer than the narrow terminal is wide, without any term.`,
  run: () => Promise.resolve(),
});

Deno.test("helpText() names defaults and repeatable flags in one pair of parentheses", () => {
  const text = helpText(command, "wah read", { columns: 100, styled: false });
  assert.match(text, /-t, --room ROOM +a room \(default: lobby; repeatable\)\n/);
  assert.match(text, /--only ROOM +one room\n/);
  assert.match(text, /-o, --offset OFFSET +offsets \(default: start\)\n/);
  assert.match(text, /--key KEY +a key \(repeatable\)\n/);
});

Deno.test("helpText() names --help, and --version for the program itself", () => {
  const surface = { columns: 80, styled: false };
  assert.match(helpText(command, "wah read", surface), /\n {2}-h, --help +show help [^\n]+\n$/);
  assert.match(helpText(command, "wah", surface), /\n {2}-V, --version +show the version\n$/);
});

for (const columns of [40, 60, 80, 100]) {
  Deno.test(`helpText() fits a terminal of ${columns} columns, and breaks no word`, () => {
    const text = helpText(command, "wah read", { columns, styled: false });
    for (const line of text.split("\n")) assert.ok(line.length <= columns, line);
    const words = new Set(text.split(/\s+/));
    for (const word of command.details!.trim().split(/\s+/)) assert.ok(words.has(word), word);
  });
}

Deno.test("helpText() continues a long line below its text", () => {
  const text = helpText(command, "wah read", { columns: 40, styled: false });
  assert.ok(text.includes(
    "\n  json      several lines for each\n            record, with its key, value\n" +
      "            and headers\n",
  ));
});
