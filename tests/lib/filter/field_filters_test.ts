import assert from "node:assert/strict";
import { hasHeaders, hasKey } from "../../../lib/filter/field_filters.ts";
import { allOf } from "../../../lib/filter/record_filter.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { matchesOf } from "./_records.ts";

Deno.test("hasKey() matches the whole key only, and an empty key is not a null key", () => {
  const records = [{ key: "a" }, { key: "ab" }, { key: "" }, { key: null }, { value: "a" }];
  assert.deepEqual(matchesOf(hasKey(utf8("a")), records), [true, false, false, false, false]);
  assert.deepEqual(matchesOf(hasKey(utf8("")), records), [false, false, true, false, false]);
});

Deno.test("hasKey().excludes() is true only for bytes without the key", () => {
  const { excludes } = hasKey(utf8("k12"));
  assert.deepEqual([utf8("k1 k2"), utf8("a k123")].map(excludes!), [true, false]);
  assert.equal(hasKey(utf8("")).excludes!(utf8("a")), false);
});

Deno.test("hasHeaders() needs each header, with its value if one is given", () => {
  const records = [
    { headers: [["trace", "1"], ["trace", "2"]] },
    { headers: [["trace", null]] },
    { headers: [["tenant", "2"]] },
    {},
  ] as const;
  const wanted = { name: "trace", value: utf8("2") };
  assert.deepEqual(matchesOf(hasHeaders([wanted]), records), [true, false, false, false]);
  assert.deepEqual(matchesOf(hasHeaders([{ name: "trace" }]), records), [true, true, false, false]);
  const both = hasHeaders([wanted, { name: "tenant" }]);
  assert.deepEqual(matchesOf(both, records), [false, false, false, false]);
});

Deno.test("allOf() does not run the tests after one that fails", () => {
  const later = {
    matches(): never {
      throw new Error("called");
    },
  };
  const filter = allOf([hasKey(utf8("a")), later]);
  assert.deepEqual(matchesOf(filter, [{ key: "b" }]), [false]);
  assert.throws(() => matchesOf(filter, [{ key: "a" }]), /called/);
});
