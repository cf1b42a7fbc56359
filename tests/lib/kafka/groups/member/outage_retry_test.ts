import assert from "node:assert/strict";
import { ConnectionLostError } from "../../../../../lib/kafka/connection/connection_error.ts";
import { KafkaError } from "../../../../../lib/kafka/kafka_error.ts";
import { OutageRetry } from "../../../../../lib/kafka/groups/member/outage_retry.ts";
import { never } from "../../../../../lib/kafka/never.ts";
import { errorCodes } from "../../../../../lib/wire/errors.ts";

const lost = new ConnectionLostError(null, "closed", "the connection was closed");
const loading = new KafkaError(errorCodes.COORDINATOR_LOAD_IN_PROGRESS);

/** Runs attempts with these results; returns what happened. */
async function run(results: readonly (Error | null)[]): Promise<string[]> {
  const events: string[] = [];
  const retry = new OutageRetry({
    onOutage: () => events.push("outage"),
    onRecovery: () => events.push("recovery"),
  });
  let attempt = 0;
  try {
    await retry.run(() => {
      const result = results[attempt++] ?? null;
      return result === null ? Promise.resolve() : Promise.reject(result);
    }, never);
  } catch (error) {
    events.push((error as KafkaError).codeName);
  }
  return [...events, `${attempt} attempts`];
}

Deno.test("OutageRetry repeats attempts that fail for now, and reports what lasts", async () => {
  assert.deepEqual(await run([lost, loading]), ["3 attempts"]);
  assert.deepEqual(await run([lost, lost, loading, lost]), ["outage", "recovery", "5 attempts"]);
});

Deno.test("OutageRetry throws other errors at once", async () => {
  const refused = new KafkaError(errorCodes.GROUP_AUTHORIZATION_FAILED);
  assert.deepEqual(await run([lost, refused]), ["GROUP_AUTHORIZATION_FAILED", "2 attempts"]);
});

Deno.test("OutageRetry throws the reason if the signal aborts", async () => {
  const stop = new AbortController();
  const retry = new OutageRetry({ onOutage: () => {}, onRecovery: () => {} });
  const reason = new Error("stopped");
  const attempt = (): Promise<void> => {
    stop.abort(reason);
    return Promise.reject(lost);
  };
  await assert.rejects(retry.run(attempt, stop.signal), reason);
});
