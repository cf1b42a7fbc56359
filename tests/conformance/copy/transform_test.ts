import assert from "node:assert/strict";
import { broker } from "../../support/brokers/broker.ts";
import { kcatConsume } from "../../support/kafka/kcat.ts";
import { consumed, copy, produce, topics } from "./_copies.ts";

const headers = [{ key: "h", value: "1" }, { key: "h", value: "2" }];
const records = [
  { key: "a", value: '{"n":1,"name":"ann"}', headers, timestamp: 1_000, partition: 0 },
  { key: "b", value: '{"n":2,"name":"bob"}', headers, timestamp: 2_000, partition: 1 },
  { key: null, value: "text", headers: [], timestamp: 3_000, partition: 1 },
];

for (
  const [expression, expected] of [
    ['"<" + string(key) + ">"', ["0 a <a> h=1 h=2 1000", "1 b <b> h=1 h=2 2000"]],
    ['{"key": value.name}', [
      '0 ann {"n":1,"name":"ann"} h=1 h=2 1000',
      '1 bob {"n":2,"name":"bob"} h=1 h=2 2000',
    ]],
    ['{"headers": {"from": topic.size() > 0 ? "t" : ""}, "value": value.n}', [
      "0 a 1 from=t 1000",
      "1 b 2 from=t 2000",
    ]],
  ] as const
) {
  Deno.test(`wah copy --transform '${expression}' changes the records`, async () => {
    await using created = await topics([2, 2]);
    const [source, target] = created.names as [string, string];
    await produce(source, records);
    const flags = ["--where", "key != null", "--transform", expression];
    const { status, stderr } = await copy(source, target, ...flags);
    assert.equal(status, 0, stderr);
    assert.deepEqual(await consumed(target), expected);
  });
}

Deno.test("wah copy --transform reports records that fail, and copies others", async () => {
  await using created = await topics([2, 2]);
  const [source, target] = created.names as [string, string];
  await produce(source, records);
  const { status, stdout, stderr } = await copy(source, target, "--transform", "value.name");
  assert.equal(status, 1);
  assert.match(stdout, /^Copied 2 records /);
  const [first, last, ...rest] = stderr.split("\n");
  assert.match(first!, new RegExp(`^error: "${source}" partition 1 offset 1: .`));
  assert.deepEqual([last, ...rest], ["error: Cannot copy 1 of 3 records: see above", ""]);
  assert.deepEqual(await consumed(target, "%v\\n"), ["ann", "bob"]);
});

Deno.test("wah copy --strict stops at the first record that --transform fails for", async () => {
  await using created = await topics([1, 1]);
  const [source, target] = created.names as [string, string];
  const values = ["1", "2", "x", "4"].map((value) => ({ value }));
  await produce(source, values);
  const flags = ["--transform", "value + 1", "--strict"];
  const { status, stderr } = await copy(source, target, ...flags);
  assert.equal(status, 1);
  assert.match(stderr, /^error: Cannot copy the record at ".*" partition 0 offset 2: /);
  assert.deepEqual(await consumed(target, "%v\\n"), ["2", "3"]);
});

Deno.test("wah copy --transform null writes tombstones", async () => {
  await using created = await topics([1, 1]);
  const [source, target] = created.names as [string, string];
  await produce(source, [{ key: "a", value: "1" }]);
  assert.equal((await copy(source, target, "--transform", "null")).status, 0);
  const [found] = await kcatConsume({ brokers: broker().brokers, topic: target });
  assert.deepEqual([found!.key, found!.payload], ["a", null]);
});

Deno.test("wah copy --decode decodes values for expressions, and copies their bytes", async () => {
  await using created = await topics([1, 1, 1]);
  const [source, same, changed] = created.names as [string, string, string];
  // MessagePack of {"a":1} and {"a":2}, and a text.
  const values = [{ base64: "gaFhAQ==" }, { base64: "gaFhAg==" }, "text"];
  await produce(source, values.map((value) => ({ value })));
  const flags = ["--decode", "msgpack", "--where", "value.a == 2"];
  const copied = await copy(source, same, ...flags);
  assert.equal(copied.status, 0, copied.stderr);
  assert.match(copied.stderr, /could not decode 1 record; first ".*" partition 0 offset 2: /);
  assert.deepEqual(await consumed(same, "%v{base64}\\n"), ["gaFhAg=="]);
  const transformed = await copy(source, changed, ...flags, "--transform", "value.a + 1");
  assert.equal(transformed.status, 0, transformed.stderr);
  assert.deepEqual(await consumed(changed, "%v\\n"), ["3"]);
});
