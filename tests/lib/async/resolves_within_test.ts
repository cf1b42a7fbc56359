import assert from "node:assert/strict";
import { resolvesWithin } from "../../../lib/async/resolves_within.ts";

Deno.test("resolvesWithin() returns true once the promise resolves", async () => {
  assert.equal(await resolvesWithin(Promise.resolve(1), 60_000), true);
});

Deno.test("resolvesWithin() returns false if the promise does not resolve in time", async () => {
  assert.equal(await resolvesWithin(new Promise(() => {}), 1), false);
});

Deno.test("resolvesWithin() throws the promise's reason if it rejects in time", async () => {
  await assert.rejects(resolvesWithin(Promise.reject(new Error("failed")), 60_000), {
    message: "failed",
  });
});

Deno.test("resolvesWithin() ignores a rejection after the timeout", async () => {
  const late = Promise.withResolvers<void>();
  assert.equal(await resolvesWithin(late.promise, 1), false);
  late.reject(new Error("too late"));
});
