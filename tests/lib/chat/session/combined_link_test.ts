import assert from "node:assert/strict";
import { CombinedLink } from "../../../../lib/chat/session/combined_link.ts";

Deno.test("CombinedLink goes down with the first reader and up with the last", () => {
  const link = new CombinedLink();
  assert.deepEqual(link.disconnected("room"), { kind: "link", isUp: false });
  assert.equal(link.disconnected("ops"), null);
  assert.equal(link.disconnected("room"), null);
  assert.equal(link.reconnected("room", 2), null);
  assert.deepEqual(link.reconnected("ops", 3), { kind: "link", isUp: true, missed: 5 });
});

Deno.test("CombinedLink counts from 0 after each outage", () => {
  const link = new CombinedLink();
  link.disconnected("room");
  link.reconnected("room", 2);
  link.disconnected("room");
  assert.deepEqual(link.reconnected("room", 1), { kind: "link", isUp: true, missed: 1 });
});

Deno.test("CombinedLink does not wait for a dropped reader", () => {
  const link = new CombinedLink();
  link.disconnected("room");
  link.disconnected("ops");
  link.reconnected("room", 4);
  assert.deepEqual(link.drop("ops"), { kind: "link", isUp: true, missed: 4 });
  assert.equal(link.drop("room"), null);
  assert.equal(link.reconnected("unknown", 9), null);
});
