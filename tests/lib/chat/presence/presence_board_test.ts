import assert from "node:assert/strict";
import { PresenceBoard } from "../../../../lib/chat/presence/presence_board.ts";
import type { SeatRecord } from "../../../../lib/chat/presence/presence_record.ts";

function seat(user: string, session: string, since: number | null, room = "room"): SeatRecord {
  return { room, user, session, since, timestamp: 0 };
}

const came = (user: string): unknown => [{ room: "room", user, isHere: true }];
const left = (user: string): unknown => [{ room: "room", user, isHere: false }];

Deno.test("PresenceBoard reports a user's first session and the end of the last", () => {
  const board = new PresenceBoard(60);
  assert.deepEqual(board.apply(seat("bob", "1", 7), 100), came("bob"));
  assert.deepEqual(board.apply(seat("bob", "2", 5), 100), []);
  assert.deepEqual(board.apply(seat("bob", "1", 7), 120), []);
  assert.deepEqual(board.who("room"), [{ user: "bob", since: 5, sessions: 2 }]);
  assert.deepEqual(board.apply(seat("bob", "1", null), 130), []);
  assert.deepEqual(board.apply(seat("bob", "1", null), 130), []);
  assert.deepEqual(board.apply(seat("bob", "2", null), 130), left("bob"));
  assert.deepEqual(board.who("room"), []);
});

Deno.test("PresenceBoard separates rooms, and sorts users by name", () => {
  const board = new PresenceBoard(60);
  board.apply(seat("carol", "1", 0), 0);
  board.apply(seat("bob", "1", 0), 0);
  board.apply(seat("bob", "1", 0, "ops"), 0);
  assert.deepEqual(board.who("room").map(({ user }) => user), ["bob", "carol"]);
  assert.deepEqual(board.who("ops").map(({ user }) => user), ["bob"]);
  assert.deepEqual(board.who("other"), []);
});

Deno.test("PresenceBoard removes seats without a heartbeat", () => {
  const board = new PresenceBoard(60);
  board.apply(seat("bob", "1", 0), 100);
  board.apply(seat("bob", "2", 0), 130);
  assert.deepEqual(board.expire(159), []);
  assert.deepEqual(board.expire(160), []);
  assert.deepEqual(board.who("room").map(({ sessions }) => sessions), [1]);
  assert.deepEqual(board.expire(190), left("bob"));
  assert.deepEqual(board.apply(seat("bob", "2", 0), 191), came("bob"));
});

Deno.test("PresenceBoard counts the age of a record, and ignores expired ones", () => {
  const board = new PresenceBoard(60);
  assert.deepEqual(board.apply(seat("bob", "1", 0), 100, 40), came("bob"));
  assert.deepEqual(board.apply(seat("carol", "1", 0), 100, 60), []);
  assert.deepEqual(board.expire(119), []);
  assert.deepEqual(board.expire(120), left("bob"));
});

Deno.test("PresenceBoard.extend() restarts all timeouts", () => {
  const board = new PresenceBoard(60);
  board.apply(seat("bob", "1", 0), 100);
  board.extend(500);
  assert.deepEqual(board.expire(559), []);
  assert.deepEqual(board.expire(560), left("bob"));
});

Deno.test("PresenceBoard restarts all timeouts if the machine was asleep", () => {
  const board = new PresenceBoard(60);
  board.apply(seat("bob", "1", 0), 100);
  assert.deepEqual(board.expire(105), []);
  assert.deepEqual(board.expire(500), []);
  assert.deepEqual(board.expire(530), []);
  assert.deepEqual(board.expire(560), left("bob"));
});

Deno.test("PresenceBoard limits the number of seats", () => {
  const board = new PresenceBoard(60);
  for (let index = 0; index < 10_001; index++) board.apply(seat(`u${index}`, "1", 0), 0);
  assert.equal(board.who("room").length, 10_000);
});
