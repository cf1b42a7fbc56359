import assert from "node:assert/strict";
import { failuresByReason } from "../../../commands/_shared/failures.ts";
import { SeveralFailedError } from "../../../lib/errors.ts";
import { KafkaError } from "../../../lib/kafka/kafka_error.ts";

const exists = 36;
const invalid = 17;

function failures(codes: readonly number[]): string[] {
  const refused = codes.map((code, index) => ({ name: `t${index}`, error: new KafkaError(code) }));
  const error = failuresByReason(refused, ({ name }) => ({
    action: `create topic "${name}"`,
    hint: `See ${name}`,
  }));
  if (error === null) return [];
  const each = error instanceof SeveralFailedError ? error.failures : [error];
  return each.map(({ message, hint }) => `${message} / ${hint}`);
}

Deno.test("failuresByReason() names the first item of each reason, and counts the others", () => {
  const [first, second, ...rest] = failures([exists, invalid, exists, exists]);
  assert.match(
    first!,
    /^Cannot create topic "t0" and 2 more: .* \(TOPIC_ALREADY_EXISTS\) \/ See t0$/,
  );
  assert.match(second!, /^Cannot create topic "t1": .* \(INVALID_TOPIC_EXCEPTION\) \/ See t1$/);
  assert.deepEqual(rest, []);
});

Deno.test("failuresByReason() returns null if nothing was refused", () => {
  assert.deepEqual(failures([]), []);
});
