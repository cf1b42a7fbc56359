import assert from "node:assert/strict";
import fc from "fast-check";
import { RE2JS } from "re2js";
import { requiredTexts } from "../../../lib/filter/required_texts.ts";

for (
  const [expression, anyOf, isAll] of [
    ["failed", ["failed"], true],
    ["a\\.b", ["a.b"], true],
    ['{"id":1', ['{"id":1'], true],
    ["failed|lost", ["failed", "lost"], true],
    ["id=\\d+,name", [",name"], false],
    ["colou?r", ["colo"], false],
    ["ab{2}c", ["a"], false],
    ["x(a|b)yz", ["yz"], false],
    ["^order$", ["order"], false],
    ["a|b.*", ["a", "b"], false],
    ["a|.*", [], false],
    ["(?i)failed", [], false],
    ["[ab]", [], false],
    ["\\x41", [], false],
    ["", [], false],
  ] as const
) {
  Deno.test(`requiredTexts() finds ${JSON.stringify(anyOf)} in ${expression || "nothing"}`, () => {
    assert.deepEqual(requiredTexts(expression), { anyOf, isAll });
  });
}

const piece = fc.constantFrom(
  ...["a", "b", "ab", ".", "^", "$", "|", "(a|b)", "(ab)", "[ab]", "[^a]", "[]a]", "\\.", "\\d"],
  ...["\\b", "{", "}", "]", "{2}", "{0,1}", "{b", "*", "+", "?", "\\{", "(a(b)c)", "([)])"],
);
const expressions = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
const texts = fc.string({ unit: fc.constantFrom("a", "b", "c", ".", "1", "{", "}", "]", ")") });

Deno.test("requiredTexts() agrees with the engine for every expression", () => {
  fc.assert(
    fc.property(expressions, fc.array(texts, { minLength: 20 }), (expression, samples) => {
      let pattern: RE2JS;
      try {
        pattern = RE2JS.compile(expression);
      } catch {
        return;
      }
      const { anyOf, isAll } = requiredTexts(expression);
      if (anyOf.length === 0) return;
      for (const sample of [...samples, ...anyOf]) {
        const contains = anyOf.some((text) => sample.includes(text));
        const matches = pattern.matcher(sample).find();
        if (isAll) assert.equal(matches, contains, `${expression} in ${sample}`);
        else if (matches) assert.ok(contains, `${expression} in ${sample}`);
      }
    }),
    { numRuns: 3_000 },
  );
});
