import assert from "node:assert/strict";
import {
  NoteWriter,
  noticeText,
  planText,
} from "../../../../commands/_shared/records/read_notes.ts";

const place = { topic: "a\x1bb", partition: 3 };
const target = { topic: "a", partition: 0, topicId: null, start: 0n, stop: null, end: 5n };
const plan = { topics: ["a"], targets: [target], offsets: "start", follows: true, limit: 0 };

Deno.test("planText() states what is read and how it stops", () => {
  assert.equal(
    planText(plan),
    'reading "a" (1 partition) from offsets start, then waiting for new records; Ctrl-C stops',
  );
  assert.equal(
    planText({
      ...plan,
      topics: ["a", "b"],
      targets: [target, target],
      offsets: "5:end",
      follows: false,
    }),
    'reading "a", "b" (2 partitions) from offsets 5:end, then stopping',
  );
  assert.equal(
    planText({ ...plan, limit: 1 }),
    'reading "a" (1 partition) from offsets start; stops after 1 record',
  );
});

Deno.test("planText() states what is waited for if there are no records yet", () => {
  const empty = { ...target, start: 5n };
  assert.equal(
    planText({ ...plan, targets: [empty], offsets: "end" }),
    'waiting for new records in "a" (1 partition) from offsets end; Ctrl-C stops',
  );
  assert.equal(
    planText({ ...plan, targets: [empty, empty], limit: 2 }),
    'waiting for new records in "a" (2 partitions) from offsets start; ' +
      "stops after 2 records",
  );
});

Deno.test("planText() states that the range is empty", () => {
  assert.equal(
    planText({ ...plan, targets: [], offsets: "9:end", follows: false }),
    'nothing to read in "a" for offsets 9:end',
  );
});

Deno.test("noticeText() names the place and the offsets that are skipped", () => {
  assert.equal(
    noticeText({ kind: "skipped", ...place, from: 5n, to: 9n, reason: "retention" }),
    '"a\\x1bb" partition 3 skipping offsets 5 to 8: deleted by retention or request',
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
    '"a\\x1bb" partition 3 skipping offset 5: not readable (bad\\nCRC)',
  );
  assert.equal(
    noticeText({ kind: "skipped", ...place, from: 5n, to: 0n, reason: "recreated" }),
    '"a\\x1bb" partition 3 restarts at offset 0: the topic was deleted and recreated',
  );
});

Deno.test("noticeText() states where reading starts if the offset does not exist", () => {
  assert.equal(
    noticeText({ kind: "clamped", ...place, asked: 100n, start: 7n }),
    '"a\\x1bb" partition 3 has no offset 100; starting at 7',
  );
});

Deno.test("noticeText() names the partitions that a topic has got", () => {
  assert.equal(
    noticeText({ kind: "grown", topic: "orders", partitions: [3, 4] }),
    '"orders" has new partitions 3, 4; reading from the beginning',
  );
  assert.equal(
    noticeText({ kind: "grown", topic: "orders", partitions: [1] }),
    '"orders" has new partition 1; reading from the beginning',
  );
});

Deno.test("noticeText() reports when the broker becomes unreachable and responds again", () => {
  assert.equal(
    noticeText({ kind: "disconnected", error: new Error("refused") }),
    "the broker does not respond, trying again: refused",
  );
  assert.equal(noticeText({ kind: "reconnected" }), "the broker responds again");
});

Deno.test("NoteWriter writes notes in order, all of them before it is disposed of", async () => {
  const [begun, over]: string[][] = [[], []];
  const held = Promise.withResolvers<void>();
  const write = async (text: string): Promise<void> => {
    begun!.push(text);
    await held.promise;
    over!.push(text);
    if (text === "b") throw new Error("no reader");
  };
  await (async (): Promise<void> => {
    await using notes = new NoteWriter(write);
    for (const text of ["a", "b", "c"]) notes.add(text);
    await Promise.resolve();
    assert.deepEqual(begun, ["a"]);
    held.resolve();
  })();
  assert.deepEqual(over, ["a", "b", "c"]);
});
