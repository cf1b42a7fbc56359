import assert from "node:assert/strict";
import { ChangeLimiter } from "../../../../lib/chat/presence/change_limiter.ts";
import type { PresenceChange } from "../../../../lib/chat/presence/presence_board.ts";

function arrival(index: number, room = "ops"): PresenceChange {
  return { room, user: `user-${index}`, isHere: true };
}

function departure(index: number, room = "ops"): PresenceChange {
  return { room, user: `user-${index}`, isHere: false };
}

const many = Array.from({ length: 3_000 }, (_, index) => arrival(index));
const none = { changes: [], summaries: [] };

Deno.test("ChangeLimiter admits a few changes, and sums up the others by room", () => {
  const limiter = new ChangeLimiter();
  assert.equal(many.filter((change) => limiter.admits(change)).length, 5);
  for (const index of [1, 2]) assert.equal(limiter.admits(departure(index, "dev")), false);
  assert.deepEqual(limiter.endInterval(), {
    changes: [],
    summaries: [{ room: "ops", arrived: 2_995, left: 0 }, { room: "dev", arrived: 0, left: 2 }],
  });
});

Deno.test("ChangeLimiter admits no change after a flood until an interval without one", () => {
  const limiter = new ChangeLimiter();
  for (const change of many) limiter.admits(change);
  limiter.endInterval();
  assert.equal(limiter.admits(departure(1)), false);
  assert.deepEqual(limiter.endInterval(), { changes: [departure(1)], summaries: [] });
  assert.deepEqual(limiter.endInterval(), none);
  assert.equal(limiter.admits(arrival(1)), true);
});

Deno.test("ChangeLimiter names the users at the end of an interval if they are few", () => {
  const limiter = new ChangeLimiter();
  for (const change of many.slice(0, 8)) limiter.admits(change);
  assert.deepEqual(limiter.endInterval(), { changes: many.slice(5, 8), summaries: [] });
});

Deno.test("ChangeLimiter does not report a user who arrived and left within an interval", () => {
  const limiter = new ChangeLimiter();
  for (const change of many.slice(0, 7)) limiter.admits(change);
  limiter.admits(departure(6));
  assert.deepEqual(limiter.endInterval(), { changes: [arrival(5)], summaries: [] });
});
