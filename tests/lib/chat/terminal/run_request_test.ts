import assert from "node:assert/strict";
import { directChannel } from "../../../../lib/chat/log/channel.ts";
import { type RequestDependencies, runRequest } from "../../../../lib/chat/terminal/run_request.ts";
import { TerminalView } from "../../../../lib/chat/terminal/terminal_view.ts";
import { FakeSession } from "../_fake_session.ts";

interface Commands {
  readonly session: FakeSession;
  readonly context: RequestDependencies;
  /** The lines that requests printed while they ran. */
  readonly printed: string[];
}

function commands(): Commands {
  const session = new FakeSession();
  const printed: string[] = [];
  const view = new TerminalView(session, {
    styled: false,
    historyLimit: 3,
    bell: "mention",
    now: () => 0,
  });
  const context = {
    session,
    view,
    print: (lines: readonly string[]) => void printed.push(...lines),
    warnedNames: new Set<string>(),
    historyLimit: 3,
  };
  return { session, context, printed };
}

Deno.test("runRequest() warns once about a direct message to an unknown name", async () => {
  const { session, context, printed } = commands();
  session.present = [{ user: "bob", since: 0, sessions: 1 }];
  const send = async (to: string, text?: string): Promise<void> => {
    const done = runRequest({ kind: "message", to, text }, context);
    if (text !== undefined) session.acknowledge(session.sent.length - 1, null);
    await done;
  };
  await send("bob", "hi");
  await send("alice", "a note to myself");
  assert.deepEqual(printed, []);
  await send("bbo", "psst");
  await send("bbo", "again");
  await send("zebedee");
  assert.deepEqual(printed, [
    "-- bbo is not here and has not written anything here; did you mean bob?",
    "-- zebedee is not here and has not written anything here; check the name",
  ]);
  assert.equal(session.sent.length, 4);
});

Deno.test("runRequest() warns about a name before the message is acknowledged", () => {
  const { context, printed } = commands();
  void runRequest({ kind: "message", to: "bbo", text: "psst" }, context);
  assert.deepEqual(printed, [
    "-- bbo is not here and has not written anything here; check the name",
  ]);
});

Deno.test("runRequest() does not warn about a name that is invalid", async () => {
  const { session, context, printed } = commands();
  await runRequest({ kind: "message", to: "a:b", text: undefined }, context);
  assert.deepEqual(printed, []);
  assert.equal(session.calls[0]?.[0], "switchTo");
});

Deno.test("runRequest() lists the first users of a room, and counts the others", async () => {
  const { session, context } = commands();
  session.present = Array.from({ length: 3_000 }, (_, index) => (
    { user: `user-${index}`, since: 0, sessions: 1 }
  ));
  const [line = ""] = await runRequest({ kind: "who" }, context);
  assert.match(line, /user-49 since \d\d:\d\d, and 2950 more$/);
});

Deno.test("runRequest() names the users of a conversation or an unknown room", async () => {
  const { session, context } = commands();
  assert.deepEqual(await runRequest({ kind: "who" }, context), ["-- presence in room is unknown"]);
  session.current = directChannel("bob");
  assert.deepEqual(await runRequest({ kind: "who" }, context), [
    "-- this is a conversation between you and bob",
  ]);
});
