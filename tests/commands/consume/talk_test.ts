import assert from "node:assert/strict";
import { noticeText, planText, Talk } from "../../../commands/consume/talk.ts";

const place = { topic: "a\x1bb", partition: 3 };
const target = { topic: "a", partition: 0, topicId: null, start: 0n, stop: null };
const plan = { topics: ["a"], targets: [target], offsets: "start", follows: true, limit: 0 };

Deno.test("planText() says what is read and how it ends", () => {
  assert.equal(
    planText(plan),
    'reading "a" (1 partition) from offsets start, then waiting for more; Ctrl-C ends it',
  );
  assert.equal(
    planText({
      ...plan,
      topics: ["a", "b"],
      targets: [target, target],
      offsets: "5:end",
      follows: false,
    }),
    'reading "a", "b" (2 partitions) from offsets 5:end, then ends',
  );
  assert.equal(
    planText({ ...plan, limit: 1 }),
    'reading "a" (1 partition) from offsets start, ends after 1 record',
  );
});

Deno.test("planText() says when there is nothing to read", () => {
  assert.equal(
    planText({ ...plan, targets: [], offsets: "9:end", follows: false }),
    'nothing to read in "a" for offsets 9:end',
  );
});

Deno.test("noticeText() names the place and the offsets that are skipped", () => {
  assert.equal(
    noticeText({ kind: "skipped", ...place, from: 5n, to: 9n, reason: "retention" }),
    '"a\\x1bb" partition 3 skips offsets 5 to 8: deleted by retention or request',
  );
  assert.equal(
    noticeText({
      kind: "skipped",
      ...place,
      from: 5n,
      to: 6n,
      reason: "corrupt",
      cause: new Error("bad\nCRC"),
    }),
    '"a\\x1bb" partition 3 skips offset 5: cannot be read (bad\\nCRC)',
  );
  assert.equal(
    noticeText({ kind: "skipped", ...place, from: 5n, to: 0n, reason: "recreated" }),
    '"a\\x1bb" partition 3 begins again at offset 0: the topic was deleted and created again',
  );
});

Deno.test("noticeText() says where reading begins when the offset is not there", () => {
  assert.equal(
    noticeText({ kind: "clamped", ...place, asked: 100n, start: 7n }),
    '"a\\x1bb" partition 3 has no offset 100, begins at 7',
  );
});

Deno.test("noticeText() names the partitions that a topic has got", () => {
  assert.equal(
    noticeText({ kind: "grown", topic: "orders", partitions: [3, 4] }),
    '"orders" has got partitions 3, 4, read from the beginning',
  );
  assert.equal(
    noticeText({ kind: "grown", topic: "orders", partitions: [1] }),
    '"orders" has got partition 1, read from the beginning',
  );
});

Deno.test("noticeText() says when the broker goes and comes back", () => {
  assert.equal(
    noticeText({ kind: "disconnected", error: new Error("refused") }),
    "no answer from the broker, trying again: refused",
  );
  assert.equal(noticeText({ kind: "reconnected" }), "the broker answers again");
});

Deno.test("Talk writes one line after the other, and all before it is disposed of", async () => {
  const [begun, over]: string[][] = [[], []];
  const write = async (text: string): Promise<void> => {
    begun!.push(text);
    await new Promise((resolve) => setTimeout(resolve, 0));
    over!.push(text);
    if (text === "b") throw new Error("nobody reads");
  };
  await (async (): Promise<void> => {
    await using talk = new Talk(write);
    for (const text of ["a", "b", "c"]) talk.say(text);
    await Promise.resolve();
    assert.deepEqual(begun, ["a"]);
  })();
  assert.deepEqual(over, ["a", "b", "c"]);
});
