import assert from "node:assert/strict";
import { Pulse } from "../../../../../lib/kafka/groups/member/pulse.ts";

Deno.test("Pulse beats until the state is not stable", async () => {
  const states = ["stable", "stable", "rebalancing"] as const;
  let beats = 0;
  await using pulse = new Pulse({
    intervalMs: 1,
    beat: () => Promise.resolve(states[beats++]!),
  });
  assert.equal(await pulse.ended, "rebalancing");
  assert.equal(beats, 3);
});

Deno.test("Pulse rejects with the error of a beat", async () => {
  const error = new Error("not allowed");
  await using pulse = new Pulse({ intervalMs: 1, beat: () => Promise.reject(error) });
  await assert.rejects(pulse.ended, error);
});

Deno.test("Pulse stops the beat in flight when it is disposed of", async () => {
  const began = Promise.withResolvers<void>();
  const pulse = new Pulse({
    intervalMs: 1,
    beat: (signal) => {
      began.resolve();
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    },
  });
  await began.promise;
  await pulse[Symbol.asyncDispose]();
});
