import assert from "node:assert/strict";
import { failAfter, json, printItem, printItems, table } from "../../../commands/_shared/print.ts";
import { ClosedPipeError, FailedError } from "../../../lib/errors.ts";
import { fakeContext } from "../../support/cli/context.ts";

Deno.test("table() aligns columns to the left, without trailing spaces", async () => {
  assert.equal(
    await table(["TOPIC", "RECORDS", "NOTE"], [["orders", 12n, "x"], ["a", 3, null]]),
    "TOPIC   RECORDS  NOTE\n" +
      "orders  12       x\n" +
      "a       3        -\n",
  );
});

Deno.test("table() without rows is its headings", async () => {
  assert.equal(await table(["TOPIC", "STATUS"], []), "TOPIC  STATUS\n");
});

Deno.test("table() counts the columns that a terminal needs", async () => {
  assert.equal(
    await table(["A", "B"], [["日本", 1], ["e\u0301", 2]]),
    "A     B\n日本  1\ne\u0301     2\n",
  );
});

Deno.test("table() shows control characters and keeps each row on its line", async () => {
  assert.equal(await table(["A"], [["x\n\x1b[2J"]]), "A\nx\\n\\x1b[2J\n");
});

Deno.test("json() writes bigints as numbers with every digit", () => {
  assert.equal(
    json({ offset: 9007199254740993n, none: null }),
    '{"offset":9007199254740993,"none":null}',
  );
});

Deno.test("json() writes what would steer a terminal as \\uNNNN", () => {
  const text = "\x1b[2J\x7f\x9b\u202eevil\n";
  const found = json({ [text]: text }, 2);
  assert.equal(found.replace(/[ -~\n]/g, ""), "");
  assert.deepEqual(JSON.parse(found), { [text]: text });
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

for (
  const [format, text] of [
    ["text", "as text"],
    ["json", '{\n  "a": 1\n}\n'],
    ["jsonl", '{"a":1}\n'],
  ] as const
) {
  Deno.test(`printItem() prints ${format}`, async () => {
    const { context, stdout } = fakeContext();
    await printItem(context.stdout, format, { a: 1 }, () => "as text");
    assert.equal(stdout.text, text);
  });
}

Deno.test("failAfter() throws the failure, also when the reader of stdout went away", async () => {
  const failure = new FailedError("Cannot create all of them");
  const gone = new ClosedPipeError("The reader went away");
  await failAfter(Promise.resolve(), null);
  await assert.rejects(failAfter(Promise.resolve(), failure), failure);
  await assert.rejects(failAfter(Promise.reject(gone), failure), failure);
  await assert.rejects(failAfter(Promise.reject(gone), null), gone);
});
