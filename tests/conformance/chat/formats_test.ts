import { inboxTopic } from "../../../lib/chat/own_topics.ts";
import assert from "node:assert/strict";
import { directChannel } from "../../../lib/chat/log/channel.ts";
import { formats } from "../../../lib/chat/message/format.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { labsMessages } from "../../support/chat/chat_clients.ts";
import { runCli } from "../../support/cli/cli.ts";
import { kcatConsume, type KcatLine, kcatProduce } from "../../support/kafka/kcat.ts";
import { joinRooms } from "./_sessions.ts";

const { brokers } = broker();

function contentTypeOf({ headers = [] }: KcatLine): string | null | undefined {
  return headers[headers.indexOf("content-type") + 1];
}

Deno.test("ChatSession edits and deletes in the format of the target", async () => {
  for (const format of formats) {
    const topic = uniqueTopic("chat");
    await using writer = await joinRooms("alice", [topic], { format });
    const first = await writer.session.send("one");
    const second = await writer.session.send("two");
    await using alice = await joinRooms("alice", [topic], { format: undefined, historyLines: 0 });
    await alice.session.edit(first!, "uno");
    await alice.session.delete(second!);
    await alice.session.send("new");
    const types = (await kcatConsume({ brokers, topic })).map(contentTypeOf);
    assert.equal(new Set(types.slice(0, 4)).size, 1, format);
    assert.equal(types[4], "text/plain");
  }
});

Deno.test("ChatSession edits a direct message in the format of the target", async () => {
  const [alice, bob] = [uniqueTopic("alice"), uniqueTopic("bob")];
  const topic = uniqueTopic("chat");
  const channel = directChannel(bob);
  await using writer = await joinRooms(alice, [topic], { format: "json" });
  const position = await writer.session.send("one", channel);
  await using editor = await joinRooms(alice, [topic], { format: undefined });
  await editor.session.edit(position!, "uno", channel);
  const sent = (await kcatConsume({ brokers, topic: inboxTopic })).filter(({ key }) =>
    key === alice || key === bob
  );
  assert.deepEqual(sent.map(contentTypeOf), Array(4).fill("application/json"));
  assert.ok(sent.every(({ payload }) => !payload?.includes('"user"')));
});

Deno.test("ChatSession writes the field user from its first message", async () => {
  const topic = uniqueTopic("chat");
  await kcatProduce({ brokers, topic }, [labsMessages.go]);
  await using alice = await joinRooms("alice", [topic], { format: "json", historyLines: 0 });
  const texts = Array.from({ length: 50 }, (_, index) => String(index));
  await Promise.all(texts.map((text) => alice.session.send(text)));
  const [, ...ours] = await kcatConsume({ brokers, topic });
  assert.deepEqual(
    ours.map(({ payload }) => payload),
    texts.map((text) => `{"username":"alice","user":"alice","message":"${text}"}`),
  );
});

Deno.test("ChatSession writes no field user in a room that was created again", async () => {
  const topic = uniqueTopic("chat");
  await kcatProduce({ brokers, topic }, [labsMessages.go]);
  await using alice = await joinRooms("alice", [topic], { format: "json" });
  await alice.session.send("before");
  const reset = await runCli(["topic", "reset", "-y", topic], { brokers });
  assert.equal(reset.status, 0, reset.stderr);
  await alice.waitFor(({ kind }) => kind === "recreated");
  await alice.session.send("after");
  const [last] = await kcatConsume({ brokers, topic });
  assert.equal(last?.payload, '{"username":"alice","message":"after"}');
});

Deno.test("ChatSession.readAmended() reads from a target up to its edit", async () => {
  const topic = uniqueTopic("chat");
  await using alice = await joinRooms("alice", [topic]);
  const first = await alice.session.send("one");
  await alice.session.send("two");
  await alice.session.edit(first!, "uno");
  await alice.session.send("three");
  const edit = await alice.waitForText("uno");
  const found = await alice.session.readAmended(edit);
  assert.deepEqual(found.map(({ offset }) => offset), [0n, 1n]);
  const about = (offset: bigint): Promise<readonly unknown[]> =>
    alice.session.readAmended({
      ...edit,
      content: { kind: "edit", author: "a", text: "", target: { partition: 0, offset } },
    });
  assert.deepEqual(await about(3n), [], "a later record");
  assert.deepEqual(await about(99n), [], "no record");
  assert.equal((await about(1n)).length, 1);
});
