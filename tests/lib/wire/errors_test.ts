import assert from "node:assert/strict";
import { describeErrorCode, errorCodes } from "../../../lib/wire/errors.ts";
import { fixtureLines } from "./_fixtures.ts";

const fixture = fixtureLines("kafka_4_2_errors.txt", 3).map(([code, name, retriable]) => ({
  code: Number(code),
  name,
  retriable: retriable === "true",
}));

Deno.test("describeErrorCode() has the name and the judgement of Kafka 4.2 for each code", () => {
  for (const expected of fixture) {
    const { sentence: _, ...actual } = describeErrorCode(expected.code);
    assert.deepEqual(actual, expected);
  }
});

Deno.test("describeErrorCode() returns a sentence for each code that can follow a colon", () => {
  for (const { code } of fixture) {
    assert.match(describeErrorCode(code).sentence, /^[a-z][^.\n]{5,79}$/, String(code));
  }
});

Deno.test("describeErrorCode() returns unknown codes as not retriable", () => {
  assert.deepEqual(describeErrorCode(9999), {
    code: 9999,
    name: "UNKNOWN_ERROR_CODE_9999",
    retriable: false,
    sentence: "the broker answered with error 9999, which is newer than this program",
  });
});

Deno.test("errorCodes has each code of Kafka 4.2 by its name and no other", () => {
  const expected = fixture.map(({ code, name }) => [name, code]);
  assert.deepEqual({ ...errorCodes }, Object.fromEntries(expected));
  assert.equal(errorCodes.UNKNOWN_SERVER_ERROR, -1);
});
