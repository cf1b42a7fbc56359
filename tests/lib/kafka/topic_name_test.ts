import assert from "node:assert/strict";
import { topicNameProblem } from "../../../lib/kafka/topic_name.ts";

Deno.test("topicNameProblem() returns null for valid names", () => {
  for (const name of ["a", "chat-room", "A.b_c-9", "...", "-", "x".repeat(249)]) {
    assert.equal(topicNameProblem(name), null);
  }
});

Deno.test("topicNameProblem() returns the problem of an invalid name", () => {
  assert.equal(topicNameProblem(""), "the name is empty");
  assert.equal(topicNameProblem(".."), 'the names "." and ".." are reserved');
  assert.equal(
    topicNameProblem("x".repeat(250)),
    "the name has 250 characters, expected at most 249",
  );
  for (const name of ["a b", "a/b", "é", "a\n", "a:b", "\u202ea"]) {
    assert.match(topicNameProblem(name)!, /^the name has characters other than /);
  }
});
