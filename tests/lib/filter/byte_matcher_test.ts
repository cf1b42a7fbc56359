import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteMatcher } from "../../../lib/filter/byte_matcher.ts";
import { loadRegexCompiler, type TextTest } from "../../../lib/filter/linear_regex.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";

const compile = await loadRegexCompiler();

function matcherOf(expression: string): TextTest {
  const matcher = ByteMatcher.of(expression);
  assert.ok(matcher !== null, `${expression} is not simple`);
  return (text) => {
    const bytes = utf8(`<${text}>`);
    return matcher.mayMatch(bytes, 1, bytes.byteLength - 1);
  };
}

for (
  const [expression, yes, no] of [
    ["a.c", ["abc", "xaéc"], ["ac", "a\nc", "abbc"]],
    ["^a|b$", ["ax", "xb"], ["xa", "bx", ""]],
    ["[89][89]$", ["xx89", "98"], ["89x", "8"]],
    ["(ab)+c{2,3}", ["ababcc", "abccccc"], ["abc", "acc"]],
    ["a{0}b{2}", ["bb"], ["b"]],
    ["[^\\d-]x", ["ax", "éx"], ["1x", "-x", "x"]],
    ["[]a-c\\]]z", ["]z", "bz"], ["dz"]],
    ["\\w+@\\S\\.\\w", ["me@x.y"], ["me@ .y"]],
    ["(?i)KaFka", ["kafka", "KAFKA"], ["kafk"]],
    ["(?i)[k-m]\\W", ["K "], ["Ka", "n "]],
    ["é?x$", ["x", "éx"], ["xé"]],
    ["$^", [""], ["a"]],
    ["a$b", [], ["ab", "a"]],
    ["()|x", ["", "a"], []],
    ["^ab$", ["ab"], ["xab", "abx"]],
    ["(a*){0}b$", ["b", "ab"], ["ba"]],
    ["a$|bc$|^d+$", ["xa", "xbc", "ddd"], ["ax", "xd"]],
    ["(é|.)x$", ["éx", "aéx", "yx"], ["x", "éxé"]],
    ["$", ["", "a"], []],
    ["a{,2}", ["a{,2}"], ["aa"]],
    ["\\t\\.[.]", ["\t.."], ["\t.a"]],
  ] as const
) {
  Deno.test(`ByteMatcher finds ${expression} as the engine does`, () => {
    const [matches, exact] = [matcherOf(expression), compile(expression)];
    for (const text of yes) assert.deepEqual([matches(text), exact(text)], [true, true], text);
    for (const text of no) assert.deepEqual([matches(text), exact(text)], [false, false], text);
  });
}

for (
  const expression of ["\\bx", "(?s).", "(?P<a>b)", "\\pL", "[[:alpha:]]", "\\x41"]
) {
  Deno.test(`ByteMatcher does not know ${expression}`, () => {
    assert.equal(ByteMatcher.of(expression), null);
  });
}

Deno.test("ByteMatcher does not know an expression that is too large", () => {
  assert.equal(ByteMatcher.of("(a{100}b{100}){100}"), null);
});

/** Expressions of common syntax; some are invalid. */
const expressions = fc.letrec<Record<"any" | "atom" | "group", string>>((tie) => ({
  atom: fc.constantFrom(
    ...["a", "b", "ab", "k", "é", "\ufffd", ".", "^", "$", "\\d", "\\W", "\\s", "[ab]", "[^a]"],
    ...["[a-f0-3]", "[é]", "[^é]", "[\\w-]", "\\.", "\\n", "1", "x{2}", "(?:)", "a{0}", "b$"],
  ),
  group: fc.tuple(tie("any"), fc.constantFrom("", "*", "+", "?", "{2}", "{1,}", "{0,2}", "*?"))
    .map(([inner, repeat]) => `(${inner})${repeat}`),
  any: fc.array(fc.oneof({ maxDepth: 3 }, tie("atom"), tie("group"), fc.constant("|")), {
    maxLength: 5,
  }).map((parts) => parts.join("")),
})).any;

const letters = fc.constantFrom("a", "b", "k", "K", "1", "x", "f", " ", "\n", ".", "é", "\u212a");

Deno.test("ByteMatcher agrees with the engine on ASCII, and misses no other match", () => {
  let known = 0;
  fc.assert(
    fc.property(
      fc.tuple(fc.constantFrom("", "(?i)"), expressions).map((parts) => parts.join("")),
      fc.array(fc.array(letters, { maxLength: 8 }).map((all) => all.join("")), { maxLength: 20 }),
      (expression, texts) => {
        let exact: TextTest;
        try {
          exact = compile(expression);
        } catch {
          return; // The expression is invalid, so that there is nothing to compare.
        }
        const matcher = ByteMatcher.of(expression);
        if (matcher === null) return;
        known++;
        for (const text of texts) {
          const bytes = utf8(text);
          const found = matcher.mayMatch(bytes, 0, bytes.byteLength);
          // deno-lint-ignore no-control-regex -- the question is whether it is ASCII
          if (/^[\x00-\x7f]*$/.test(text)) assert.equal(found, exact(text), text);
          else assert.ok(found || !exact(text), text);
        }
      },
    ),
    { numRuns: 2_000 },
  );
  assert.ok(known > 500, `${known}`);
});

Deno.test("ByteMatcher misses no match in bytes that are not UTF-8", () => {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const bytes = fc.uint8Array({ maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom("^.$", "^..$", "^\ufffd+$", "^[^a]{3}$"), bytes, (text, b) => {
      const matcher = ByteMatcher.of(text)!;
      if (compile(text)(decoder.decode(b))) assert.ok(matcher.mayMatch(b, 0, b.byteLength));
    }),
  );
});

Deno.test("ByteMatcher forgets states of an expression that has very many", () => {
  // The states remember where the last letters a were, of which there are 2^14 combinations.
  const expression = "a[ab]{14}c";
  const matches = matcherOf(expression);
  const exact = compile(expression);
  let text = "";
  for (let seed = 1; text.length < 30_000; seed = (seed * 48_271) % 2_147_483_647) {
    text += seed % 2 === 0 ? "a" : "b";
  }
  assert.equal(matches(text), false);
  const end = `a${"b".repeat(14)}c`;
  assert.deepEqual([matches(text + end), exact(text + end)], [true, true]);
});
