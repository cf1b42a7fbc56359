import assert from "node:assert/strict";
import { uniqueTopic } from "../../support/brokers/broker.ts";
import { consumed, copy, produce, topics } from "./_copies.ts";

function letter(value: string, ...targets: readonly (string | null)[]): object {
  return { key: value, value, headers: targets.map((to) => ({ key: "to", value: to })) };
}

Deno.test("wah copy --to-header copies each record to the topic in its header", async () => {
  await using created = await topics([1, 2, 2]);
  const [source, one, two] = created.names as [string, string, string];
  await produce(source, [letter("a", one), letter("b", two), letter("c", two, one)]);
  const { status, stdout, stderr } = await copy(source, "--to-header", "to");
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^Copied 3 records .* to the topics in its headers in /);
  assert.deepEqual((await consumed(one, "%v\\n")).sort(), ["a", "c"]);
  assert.deepEqual(await consumed(two, "%v\\n"), ["b"]);
});

Deno.test("wah copy --to-header reports records without a target, and copies others", async () => {
  await using created = await topics([1, 1]);
  const [source, one] = created.names as [string, string];
  const missing = uniqueTopic("missing");
  await produce(source, [
    letter("a", missing),
    letter("b"),
    letter("c"),
    letter("d", null),
    letter("e", one),
    letter("f", "bad name"),
  ]);
  const { status, stderr } = await copy(source, "--to-header", "to");
  assert.equal(status, 1);
  const place = `error: "${source}" partition 0`;
  assert.equal(
    stderr,
    [
      `${place} offset 0: its header "to" names "${missing}", which does not exist`,
      `${place} offsets 1 to 2: it has no header "to"`,
      `${place} offset 3: its header "to" names "", which does not exist`,
      `${place} offset 5: its header "to" names "bad name", which does not exist`,
      "error: Cannot copy 5 of 6 records: see above\n",
    ].join("\n"),
  );
  assert.deepEqual(await consumed(one, "%v\\n"), ["e"]);
});

Deno.test("wah copy --to-header --strict stops at the first record without a target", async () => {
  await using created = await topics([1, 1]);
  const [source, one] = created.names as [string, string];
  await produce(source, [letter("a", one), letter("b"), letter("c", one)]);
  const { status, stderr } = await copy(source, "--to-header", "to", "--strict");
  assert.equal(status, 1);
  assert.match(stderr, /offset 1: it has no header "to"\n$/);
  assert.deepEqual(await consumed(one, "%v\\n"), ["a"]);
});

Deno.test("wah copy --to-header uses the headers of --transform", async () => {
  await using created = await topics([1, 1]);
  const [source, one] = created.names as [string, string];
  await produce(source, [letter("a", `dlq-${one}`)]);
  const transform = '{"headers": {"to": headers.to.substring(4)}}';
  const { status, stderr } = await copy(source, "--to-header", "to", "--transform", transform);
  assert.equal(status, 0, stderr);
  assert.deepEqual(await consumed(one, "%v\\n"), ["a"]);
});
