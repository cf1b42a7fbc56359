import assert from "node:assert/strict";
import { ConnectionLostError } from "../../../lib/kafka/connection/connection_error.ts";
import { retryConnection } from "../../../lib/kafka/retry_connection.ts";

const lost = new ConnectionLostError(null, "closed", "the connection was closed");

Deno.test("retryConnection() calls again until a call succeeds", async () => {
  let calls = 0;
  const attempt = (): Promise<string> => {
    calls += 1;
    return calls < 3 ? Promise.reject(lost) : Promise.resolve("done");
  };
  assert.equal(await retryConnection(attempt, new AbortController().signal), "done");
  assert.equal(calls, 3);
});

Deno.test("retryConnection() throws every other error at once", async () => {
  let calls = 0;
  const attempt = (): Promise<never> => {
    calls += 1;
    return Promise.reject(new TypeError("a bug"));
  };
  await assert.rejects(retryConnection(attempt, new AbortController().signal), TypeError);
  assert.equal(calls, 1);
});

Deno.test("retryConnection() throws the signal's reason if it aborts", async () => {
  const controller = new AbortController();
  const attempt = (): Promise<never> => {
    controller.abort(new Error("stopped"));
    return Promise.reject(lost);
  };
  await assert.rejects(retryConnection(attempt, controller.signal), { message: "stopped" });
});
