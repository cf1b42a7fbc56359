import assert from "node:assert/strict";
import { LimitWatch } from "../../../lib/broker/limit_watch.ts";
import { defaultLimits } from "../../../lib/broker/limits.ts";

class WatchFixture {
  readonly log: string[] = [];
  readonly watch = new LimitWatch(
    { ...defaultLimits, maxTopics: 10, maxMembersPerGroup: 1 },
    (line) => void this.log.push(line),
  );

  /** Returns which of these counts are allowed. */
  allowed(...counts: number[]): boolean[] {
    return counts.map((count) => this.watch.allows("maxTopics", count));
  }
}

Deno.test("LimitWatch allows counts up to the limit", () => {
  const { watch, log } = new WatchFixture();
  assert.deepEqual([1, 10, 11].map((count) => watch.allows("maxTopics", count)), [
    true,
    true,
    false,
  ]);
  assert.deepEqual(log, ["Rejected a topic: the limit is 10 topics; delete some"]);
});

Deno.test("LimitWatch logs a limit once, until usage falls below it", () => {
  const fixture = new WatchFixture();
  fixture.allowed(11, 11, 10, 11);
  assert.equal(fixture.log.length, 1);
  fixture.allowed(9, 11, 11);
  assert.equal(fixture.log.length, 2);
});

Deno.test("LimitWatch logs each owner and each limit separately", () => {
  const { watch, log } = new WatchFixture();
  for (const owner of ["a", "b", "a", "b"]) watch.allows("maxMembersPerGroup", 2, owner);
  assert.equal(log.length, 2);
  watch.allows("maxTopics", 11);
  assert.equal(log.length, 3);
});

Deno.test("LimitWatch allows fewer connections to a process with few descriptors", () => {
  const { watch } = new WatchFixture();
  watch.fitDescriptors(100);
  const found = [1, 99].map((count) => watch.allows("maxConnections", count));
  assert.deepEqual(found, [true, false]);
  assert.equal(watch.allows("maxTopics", 10), true);
});
