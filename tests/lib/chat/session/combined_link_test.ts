import assert from "node:assert/strict";
import { CombinedLink } from "../../../../lib/chat/session/combined_link.ts";

Deno.test("CombinedLink is lost with the first reader and back with the last", () => {
  const link = new CombinedLink();
  assert.deepEqual(link.away("room"), { kind: "link", isUp: false });
  assert.equal(link.away("ops"), null);
  assert.equal(link.away("room"), null);
  assert.equal(link.back("room", 2), null);
  assert.deepEqual(link.back("ops", 3), { kind: "link", isUp: true, missed: 5 });
});

Deno.test("CombinedLink counts anew after each outage", () => {
  const link = new CombinedLink();
  link.away("room");
  link.back("room", 2);
  link.away("room");
  assert.deepEqual(link.back("room", 1), { kind: "link", isUp: true, missed: 1 });
});

Deno.test("CombinedLink waits for no reader that is no more", () => {
  const link = new CombinedLink();
  link.away("room");
  link.away("ops");
  link.back("room", 4);
  assert.deepEqual(link.drop("ops"), { kind: "link", isUp: true, missed: 4 });
  assert.equal(link.drop("room"), null);
  assert.equal(link.back("unknown", 9), null);
});
