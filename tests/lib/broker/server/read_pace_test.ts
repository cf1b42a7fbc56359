import assert from "node:assert/strict";
import { ReadPace } from "../../../../lib/broker/server/read_pace.ts";
import { WorkTurns } from "../../../../lib/broker/server/work_turns.ts";

const megabyte = 1024 * 1024;

Deno.test("ReadPace lets a connection read on if no other connection works", async () => {
  const turns = new WorkTurns({ sliceMs: 1 });
  const pace = new ReadPace(turns, {});
  for (let portion = 0; portion < 100; portion++) {
    void pace.next();
    assert.equal(turns.waitingCount, 0);
    pace.add(megabyte);
  }
  await Promise.resolve();
});

Deno.test("ReadPace waits for a turn if connections read much since the last turn", async () => {
  const turns = new WorkTurns({ sliceMs: 1 });
  const [first, second] = [new ReadPace(turns, {}), new ReadPace(turns, {})];
  await first.next();
  await second.next();
  first.add(megabyte);
  const waiting = second.next();
  assert.equal(turns.waitingCount, 1);
  await waiting;
  second.add(megabyte);
});
