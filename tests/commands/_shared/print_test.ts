import assert from "node:assert/strict";
import { failAfter, json, labels, printItem, printList } from "../../../commands/_shared/print.ts";
import { ClosedPipeError, FailedError } from "../../../lib/errors.ts";
import { fakeContext } from "../../support/cli/context.ts";

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
    [
      "json",
      '{\n  "version": 1,\n  "things": [\n    {\n      "a": 1\n    },\n' +
      '    {\n      "a": 2\n    }\n' +
      "  ]\n}\n",
    ],
    ["jsonl", '{"a":1}\n{"a":2}\n'],
    ["yaml", "version: 1\nthings:\n  - a: 1\n  - a: 2\n"],
  ] as const
) {
  Deno.test(`printList() prints ${format}`, async () => {
    const { context, stdout } = fakeContext();
    await printList(context.stdout, format, {
      name: "things",
      items: [{ a: 1 }, { a: 2 }],
      text: () => "as text",
    });
    assert.equal(stdout.text, text);
  });
}

for (
  const [format, text] of [
    ["text", "as text"],
    ["json", '{\n  "version": 1,\n  "a": 1\n}\n'],
    ["jsonl", '{"a":1}\n'],
    ["yaml", "version: 1\na: 1\n"],
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

Deno.test("printItem() colors JSON if styles are wanted, and only adds colors", async () => {
  const item = { name: 'a "b": 1', count: -1.5e3, ok: true, none: null };
  const { context, stdout } = fakeContext({ styled: true });
  await printItem(context.stdout, "jsonl", item, () => "");
  const start = '{\x1b[34m"name"\x1b[39m:\x1b[32m"a \\"b\\": 1"\x1b[39m,';
  assert.equal(stdout.text.slice(0, start.length), start);
  // deno-lint-ignore no-control-regex -- these are the colors
  const plain = stdout.text.replaceAll(/\x1b\[\d+m/g, "");
  assert.deepEqual(JSON.parse(plain), item);
});

Deno.test("labels() colors a state if styles are wanted", () => {
  const lines = [["Healthy", { state: "no", tone: "bad" }], ["Id", "x"]] as const;
  assert.equal(labels(lines), "Healthy:  no\nId:       x\n");
  const [first] = labels(lines, { styled: true }).split("\n");
  assert.equal(first, "Healthy:  \x1b[31mno\x1b[39m");
});
