import assert from "node:assert/strict";
import { TerminalView } from "../../../../lib/chat/terminal/terminal_view.ts";
import { FakeSession } from "../_fake_session.ts";

Deno.test("TerminalView shows many arrivals or departures as one line", () => {
  const session = new FakeSession();
  const view = new TerminalView(session, {
    styled: false,
    historyLimit: 3,
    bell: "mention",
    now: () => 0,
  });
  const event = { kind: "presence-summary", channel: session.current } as const;
  const lines = [[2_995, 0], [0, 12], [3, 4]].map(([arrived = 0, left = 0]) => (
    view.linesFor({ ...event, arrived, left }).lines
  ));
  assert.deepEqual(lines, [
    ["-- 2995 more arrived; /who lists who is here"],
    ["-- 12 more left; /who lists who is here"],
    ["-- 3 more arrived, 4 more left; /who lists who is here"],
  ]);
});
