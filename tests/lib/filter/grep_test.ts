import assert from "node:assert/strict";
import { parseGrep } from "../../../lib/filter/grep.ts";
import { ExpressionError } from "../../../lib/text/expression_error.ts";
import { matchesOf } from "./_records.ts";

async function found(
  expression: string,
  ...values: readonly (string | null)[]
): Promise<boolean[]> {
  return matchesOf(await parseGrep(expression), values.map((value) => ({ value })));
}

Deno.test("parseGrep() matches anywhere in the value or the key", async () => {
  assert.deepEqual(await found("a\\d+b", "xa12bx", "ab", null), [true, false, false]);
  const filter = await parseGrep("^k\\d$");
  assert.deepEqual(
    matchesOf(filter, [{ key: "k1", value: "v" }, { key: "k12" }, { key: null }]),
    [true, false, false],
  );
});

Deno.test("parseGrep() treats a plain text and alternatives of plain texts as such", async () => {
  assert.deepEqual(await found("fé", "café fé", "cafe"), [true, false]);
  assert.deepEqual(await found("failed|lost", "it failed", "lost", "ok"), [true, true, false]);
});

Deno.test("parseGrep() combines a required text with the rest of the expression", async () => {
  assert.deepEqual(await found("id=\\d+$", "id=12", "id=x", "12"), [true, false, false]);
});

Deno.test("parseGrep() treats bytes that are not UTF-8 as U+FFFD", async () => {
  const filter = await parseGrep("^a\ufffdb$");
  assert.deepEqual(matchesOf(filter, [{ value: Uint8Array.of(0x61, 0xff, 0x62) }]), [true]);
});

Deno.test("parseGrep() matches in linear time for (a+)+$", async () => {
  const filter = await parseGrep("(a+)+$");
  const start = performance.now();
  assert.deepEqual(matchesOf(filter, [{ value: `${"a".repeat(50_000)}b` }]), [false]);
  // Backtracking would need longer than the age of the universe.
  assert.ok(performance.now() - start < 20_000);
});

for (
  const [expression, column, found] of [
    ["ab(c", 3, "missing closing )"],
    ["a(b)c)", 6, "unexpected )"],
    ["(a)(b(c)", 4, "missing closing )"],
    ["[(]\\((", 6, "missing closing )"],
    ["[]()]x\\Q(\\E[[:alpha:](](y", 24, "missing closing )"],
    ["x[z-a]", 3, "invalid character class range"],
    ["x[abc", 2, "missing closing ]"],
    ["a**b", 2, "invalid nested repetition operator"],
    ["ab\\", 3, "backslash at the end"],
    ["ab\\y", 3, "invalid escape sequence"],
    ["a(?=b)", 2, "invalid or unsupported Perl syntax"],
  ] as const
) {
  Deno.test(`parseGrep() rejects ${expression} at column ${column}`, async () => {
    await assert.rejects(parseGrep(expression), (error) => {
      assert.ok(error instanceof ExpressionError);
      assert.equal(error.column, column, error.message);
      assert.ok(error.message.includes(`: ${found}`), error.message);
      return true;
    });
  });
}
