import assert from "node:assert/strict";
import { json, printItems, table } from "../../commands/_print.ts";
import { fakeContext } from "../support/context.ts";

Deno.test("table() aligns columns to the left, without trailing spaces", () => {
  assert.equal(
    table(["TOPIC", "RECORDS", "NOTE"], [["orders", 12n, "x"], ["a", 3, null]]),
    "TOPIC   RECORDS  NOTE\n" +
      "orders  12       x\n" +
      "a       3        -\n",
  );
});

Deno.test("table() without rows is its headings", () => {
  assert.equal(table(["TOPIC", "STATUS"], []), "TOPIC  STATUS\n");
});

Deno.test("table() counts the columns that a terminal needs", () => {
  assert.equal(
    table(["A", "B"], [["日本", 1], ["e\u0301", 2]]),
    "A     B\n日本  1\ne\u0301     2\n",
  );
});

Deno.test("table() shows control characters and keeps each row on its line", () => {
  assert.equal(table(["A"], [["x\n\x1b[2J"]]), "A\nx\\n\\x1b[2J\n");
});

Deno.test("json() writes bigints as numbers with every digit", () => {
  assert.equal(
    json({ offset: 9007199254740993n, none: null }),
    '{"offset":9007199254740993,"none":null}',
  );
});

for (
  const [format, text] of [
    ["text", "as text"],
    ["json", '[\n  {\n    "a": 1\n  },\n  {\n    "a": 2\n  }\n]\n'],
    ["jsonl", '{"a":1}\n{"a":2}\n'],
  ] as const
) {
  Deno.test(`printItems() prints ${format}`, async () => {
    const { context, stdout } = fakeContext();
    await printItems(context.stdout, format, [{ a: 1 }, { a: 2 }], () => "as text");
    assert.equal(stdout.text, text);
  });
}
