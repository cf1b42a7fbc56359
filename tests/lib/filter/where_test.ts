import assert from "node:assert/strict";
import { FailedError, UsageError } from "../../../lib/errors.ts";
import { parseWhere } from "../../../lib/filter/where.ts";
import { ExpressionError } from "../../../lib/text/expression_error.ts";
import { matchesOf, type TestRecord } from "./_records.ts";

const record: TestRecord = {
  key: "k1",
  value: '{"amount":12,"price":9.5,"name":"panda","tags":["red","new"],"at":{"id":1}}',
  headers: [["trace", "a"], ["trace", "b"], ["empty", null]],
  timestamp: 1_700_000_000_000n,
};

for (
  const [expression, expected] of [
    ["value.amount > 10", true],
    ["value.amount == 12 && value.price < 10.0", true],
    ["value.amount + 1 == 13 && value.amount % 5 == 2", true],
    ["value.price * 2 == 19", true],
    ['value.name.matches("^p.*a$")', true],
    ['value.name.startsWith("x") || value.tags.exists(tag, tag == "red")', true],
    ['"new" in value.tags && size(value.tags) == 2', true],
    ["has(value.at.id) && !has(value.at.name)", true],
    ['key == "k1" && topic == "orders" && partition == 3 && offset == 0', true],
    ['headers.trace == "b" && headers["empty"] == null', true],
    ['has(headers.trace) && !("tenant" in headers)', true],
    ['timestamp > timestamp("2023-01-01T00:00:00Z")', true],
    ["timestamp.getFullYear() == 2022", false],
  ] as const
) {
  Deno.test(`parseWhere() evaluates ${expression}`, async () => {
    const where = await parseWhere(expression);
    assert.deepEqual(matchesOf(where, [record]), [expected]);
    assert.equal(where.firstFailure, null);
  });
}

Deno.test("parseWhere() has text and null as values", async () => {
  const where = await parseWhere('value == null || value == "salut"');
  const records = [{ value: "salut" }, { value: null }, { value: '"salut"' }, { value: "1" }];
  assert.deepEqual(matchesOf(where, records), [true, true, true, false]);
  assert.equal(where.failures, 0);
});

Deno.test("parseWhere() compares long integers exactly", async () => {
  const where = await parseWhere("value.id == 1234567890123456789");
  const ids = ["1234567890123456789", "1234567890123456788"];
  const records = ids.map((id) => ({ value: `{"id":${id}}` }));
  assert.deepEqual(matchesOf(where, records), [true, false]);
});

Deno.test("parseWhere() counts the records for which the expression fails", async () => {
  const where = await parseWhere("value.amount > 10");
  const records = [record, { value: "text" }, { value: "{}" }, { value: '{"amount":"x"}' }];
  assert.deepEqual(matchesOf(where, records), [true, false, false, false]);
  assert.equal(where.failures, 3);
  assert.match(where.firstFailure ?? "", /^"orders" partition 3 offset 1: /);
});

Deno.test("parseWhere() fails at the first such record if it is strict", async () => {
  const where = await parseWhere("value.amount > 10", { strict: true });
  assert.throws(() => matchesOf(where, [record, { value: "{}" }]), (error) => {
    assert.ok(error instanceof FailedError);
    assert.equal(
      error.message,
      'Cannot test the record at "orders" partition 3 offset 1: no such key: amount',
    );
    return true;
  });
});

Deno.test("parseWhere() counts a value that is not a boolean as a failure", async () => {
  const where = await parseWhere("value.name");
  assert.deepEqual(matchesOf(where, [record]), [false]);
  assert.match(where.firstFailure ?? "", /not a boolean$/);
});

for (
  const [expression, column, found] of [
    ["value.amount >", 15, /unexpected token: the end/],
    ['value["a"', 10, /expected "\]", got the end/],
    ['value.matches("b(c")', 17, /invalid regular expression: missing closing \)/],
    ['true && value.matches("\\\\d(")', 27, /invalid regular expression: missing closing \)/],
    ["true &&\n  vaule.a", 3, /unknown variable: vaule, at line 2, column 3$/],
    ["value.amount > 1 &&& key", 20, /unexpected/i],
    ["true && valu.a == 1", 9, /unknown variable: valu/],
    ["partition == 'a'", 1, /no such overload: int == string/],
    ["1 + 1", 1, /its type is int, expected bool/],
    ["", 1, /unexpected token/],
  ] as const
) {
  Deno.test(`parseWhere() rejects ${expression || "nothing"} at column ${column}`, async () => {
    await assert.rejects(parseWhere(expression), (error) => {
      assert.ok(error instanceof ExpressionError && error instanceof UsageError);
      assert.equal(error.column, column, error.message);
      assert.match(error.message, found);
      return true;
    });
  });
}

Deno.test("parseWhere() rejects a literal that is no valid regular expression", async () => {
  await assert.rejects(parseWhere('value.tags.exists(t, t.matches("a("))'), ExpressionError);
});

for (
  const expression of [
    'value.matches("(a+)+$")',
    'matches(value, "(a+)+$")',
    '[value].exists(text, text.matches("(a+)+$"))',
    '[value].map(text, text.matches("(a+)+$"))[0]',
    "value.matches(key)",
  ]
) {
  Deno.test(`parseWhere() evaluates in linear time ${expression}`, async () => {
    const where = await parseWhere(expression);
    const start = performance.now();
    const hostile = { key: "(a+)+$", value: `${"a".repeat(50_000)}b` };
    assert.deepEqual(matchesOf(where, [hostile]), [false]);
    assert.equal(where.firstFailure, null);
    assert.ok(performance.now() - start < 20_000);
  });
}

Deno.test("parseWhere() survives deeply nested values", async () => {
  const where = await parseWhere("value == [1] || value == value");
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  matchesOf(where, [{ value: deep }]);
  assert.ok(where.failures <= 1);
});

Deno.test("parseWhere() reads no property that JSON objects inherit", async () => {
  const where = await parseWhere("has(value.constructor) || has(value.toString)");
  assert.deepEqual(matchesOf(where, [{ value: "{}" }]), [false]);
  const own = await parseWhere('value["__proto__"] == 1.0');
  assert.deepEqual(matchesOf(own, [{ value: '{"__proto__":1}' }]), [true]);
});
