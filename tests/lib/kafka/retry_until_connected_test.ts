import assert from "node:assert/strict";
import { ConnectionLostError } from "../../../lib/kafka/connection/connection_error.ts";
import { never } from "../../../lib/kafka/never.ts";
import { retryUntilConnected } from "../../../lib/kafka/retry_until_connected.ts";

function lost(): ConnectionLostError {
  return new ConnectionLostError("localhost:9092", "refused", "connection refused");
}

Deno.test("retryUntilConnected() returns the result of the first attempt that is connected", async () => {
  let attempts = 0;
  const result = await retryUntilConnected(() => {
    attempts++;
    return attempts < 3 ? Promise.reject(lost()) : Promise.resolve("result");
  }, never);
  assert.deepEqual([result, attempts], ["result", 3]);
});

Deno.test("retryUntilConnected() throws other errors after one attempt", async () => {
  let attempts = 0;
  const attempt = (): Promise<never> => {
    attempts++;
    return Promise.reject(new TypeError("a bug"));
  };
  await assert.rejects(retryUntilConnected(attempt, never), { message: "a bug" });
  assert.equal(attempts, 1);
});

Deno.test("retryUntilConnected() throws the signal's reason if it aborts during a pause", async () => {
  const stop = new AbortController();
  const attempt = (): Promise<never> => {
    stop.abort(new Error("stopped"));
    return Promise.reject(lost());
  };
  await assert.rejects(retryUntilConnected(attempt, stop.signal), { message: "stopped" });
});
