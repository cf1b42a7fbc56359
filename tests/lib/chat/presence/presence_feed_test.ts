import assert from "node:assert/strict";
import { PresenceFeed } from "../../../../lib/chat/presence/presence_feed.ts";
import { FailedError } from "../../../../lib/errors.ts";
import { scriptedTopic } from "../../../support/peers/scripted_topic.ts";

/** Runs a feed in one room until its first heartbeat fails with `failure`; returns the bugs. */
async function bugsAfter(failure: Error): Promise<unknown[]> {
  await using scripted = await scriptedTopic({
    log: () => ({ start: 0n, end: 0n }),
    fetch: () => ({}),
  });
  const bugs: unknown[] = [];
  const sent = Promise.withResolvers<void>();
  const feed = new PresenceFeed(scripted.client, {
    self: "alice",
    session: "a1",
    send: () => {
      sent.resolve();
      return Promise.reject(failure);
    },
    onChange: () => {},
    onSummary: () => {},
    onBug: (error) => bugs.push(error),
    now: Date.now,
  });
  feed.enter("room");
  const run = feed.run();
  await sent.promise;
  await feed.leaveAll();
  feed.stop();
  await run;
  return bugs;
}

Deno.test("PresenceFeed ignores that the broker does not accept a heartbeat", async () => {
  assert.deepEqual(await bugsAfter(new FailedError("Cannot write")), []);
});

Deno.test("PresenceFeed reports an error of a heartbeat that is a bug", async () => {
  const bug = new TypeError("a bug");
  assert.deepEqual(await bugsAfter(bug), [bug]);
});
