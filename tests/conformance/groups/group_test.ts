import assert from "node:assert/strict";
import { uniqueTopic } from "../../support/brokers/broker.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { committedGroup, filledTopic, group, groupJson, joinedMember } from "./_groups.ts";

/** The committed offset of each partition. */
async function offsetsOf(name: string): Promise<unknown[]> {
  const [{ partitions }] = await groupJson("describe", name);
  return partitions.map((row: Record<string, unknown>) => row["committed"]);
}

Deno.test("wah group list shows state, members and lag", async () => {
  const topic = await filledTopic(2, 3);
  const name = await committedGroup(topic);
  const listed = await groupJson("list");
  const { members, lag, state } = listed.find((row) => row.group === name);
  assert.deepEqual({ members, lag, state }, { members: 0, lag: 6, state: "Empty" });
});

Deno.test("wah group list -s shows only groups in a state", async () => {
  const name = await committedGroup(await filledTopic(1, 1));
  const { stdout } = await group("list", "-s", "stable");
  assert.ok(!stdout.includes(name));
  assert.ok((await group("list", "-s", "empty")).stdout.includes(name));
});

Deno.test("wah group describe shows members and the partitions that they read", async () => {
  const topic = await filledTopic(2, 1);
  const name = uniqueTopic("group");
  await using _member = await joinedMember(name, topic);
  const [described] = await groupJson("describe", name);
  assert.equal(described.state, "Stable");
  assert.equal(described.members.length, 1);
  assert.deepEqual(described.members[0].assignment, [{ topic, partitions: [0, 1] }]);
  const { stdout } = await group("describe", name);
  assert.match(stdout, new RegExp(`${topic}:0,1`));
});

Deno.test("wah group describe shows how old the oldest unread record is", async () => {
  const topic = await filledTopic(1, 2);
  const name = await committedGroup(topic);
  const [{ partitions: [{ lag, lag_ms: lagMs }] }] = await groupJson("describe", name);
  assert.equal(lag, 2);
  assert.ok(lagMs >= 0 && lagMs < 600_000, `${lagMs} ms`);
  const end = await committedGroup(topic, "end");
  const [{ partitions: [row] }] = await groupJson("describe", end);
  assert.deepEqual([row.lag, row.lag_ms], [0, null]);
});

Deno.test("wah group describe of an unknown group fails, and shows the others", async () => {
  const name = await committedGroup(await filledTopic(1, 1));
  const { status, stdout, stderr } = await group("describe", `${name}x`, name);
  assert.equal(status, 1);
  assert.match(stdout, new RegExp(`Group: +${name}\n`));
  assert.match(stderr, new RegExp(`Cannot describe group "${name}x".*\nhint: .*"${name}"`));
});

for (
  const [argv, action] of [
    [["describe"], "describe"],
    [["lag"], "describe"],
    [["seek", "--to", "end", "-y"], "move offsets of"],
    [["delete-offsets", "-t", "t", "-y"], "delete offsets of"],
    [["delete", "-y"], "delete"],
  ] as const
) {
  Deno.test(`wah group ${argv.join(" ")} of an unknown group names what it cannot do`, async () => {
    const { status, stderr } = await group(...argv, "no-such-group");
    assert.equal(status, 1);
    assert.match(stderr, new RegExp(`^error: Cannot ${action} group "no-such-group": `));
  });
}

for (
  const [to, offsets] of [
    ["start", [0, 0]],
    ["end", [10, 10]],
    ["4", [4, 4]],
    ["99", [10, 10]],
    ["+2", [7, 7]],
    ["-3", [2, 2]],
    ["-99", [0, 0]],
    ["@2000-01-01", [0, 0]],
    ["@2100-01-01", [10, 10]],
  ] as const
) {
  Deno.test(`wah group seek --to ${to} moves the offsets of all partitions`, async () => {
    const name = await committedGroup(await filledTopic(2, 10), "5");
    const { status, stderr } = await group("seek", name, "--to", to, "-y");
    assert.equal(status, 0, stderr);
    assert.deepEqual(await offsetsOf(name), offsets);
  });
}

Deno.test("wah group seek -t moves only the partitions that it names", async () => {
  const topic = await filledTopic(3, 4);
  const name = await committedGroup(topic, "2");
  await group("seek", name, "--to", "end", "-t", `${topic}:0,2`, "-y");
  assert.deepEqual(await offsetsOf(name), [4, 2, 4]);
});

Deno.test("wah group seek --dry-run prints the plan and commits nothing", async () => {
  const topic = await filledTopic(1, 4);
  const name = await committedGroup(topic, "1");
  const { stdout } = await group("seek", name, "--to", "end", "--dry-run");
  assert.match(stdout, new RegExp(`${topic} +0 +1 +4\n`));
  assert.deepEqual(await offsetsOf(name), [1]);
});

Deno.test("wah group seek copies the offsets of another group", async () => {
  const topic = await filledTopic(1, 4);
  const source = await committedGroup(topic, "3");
  const name = uniqueTopic("group");
  const refused = await group("seek", name, "--to", `group:${source}`, "-y");
  assert.equal(refused.status, 1);
  const argv = ["seek", name, "--to", `group:${source}`, "--allow-new-topics", "-y"];
  assert.equal((await group(...argv)).status, 0);
  assert.deepEqual(await offsetsOf(name), [3]);
});

Deno.test("wah group seek reads offsets from a file", async () => {
  const topic = await filledTopic(2, 4);
  const name = await committedGroup(topic);
  await using folder = await tempFolder();
  await Deno.writeTextFile(folder.file("offsets"), `# saved\n${topic} 0 1\n\n${topic}\t1 2\n`);
  const file = `file:${folder.file("offsets")}`;
  assert.equal((await group("seek", name, "--to", file, "-y")).status, 0);
  assert.deepEqual(await offsetsOf(name), [1, 2]);
  await Deno.writeTextFile(folder.file("offsets"), `${topic} 0\n`);
  const wrong = await group("seek", name, "--to", file, "-y");
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /line 1 is not TOPIC PARTITION OFFSET/);
});

Deno.test("wah group seek and delete refuse a group with members", async () => {
  const topic = await filledTopic(1, 1);
  const name = uniqueTopic("group");
  await using _member = await joinedMember(name, topic);
  const moved = await group("seek", name, "--to", "start", "-y");
  assert.equal(moved.status, 1);
  assert.match(moved.stderr, /it has 1 member\nhint: Stop its members first/);
  const deleted = await group("delete", name, "-y");
  assert.equal(deleted.status, 1);
  assert.match(deleted.stderr, /NON_EMPTY_GROUP\)\nhint: Stop its members first/);
});

Deno.test("wah group seek into a topic without committed offsets asks for consent", async () => {
  const [topic, other] = [await filledTopic(1, 1), await filledTopic(1, 1)];
  const name = await committedGroup(topic);
  const { status, stderr } = await group("seek", name, "--to", "end", "-t", other, "-y");
  assert.equal(status, 1);
  assert.match(stderr, /it has committed none in topic .*\nhint: Add --allow-new-topics/);
});

Deno.test("wah group seek without a terminal and without -y is wrong usage", async () => {
  const name = await committedGroup(await filledTopic(1, 1));
  const { status, stderr } = await group("seek", name, "--to", "end");
  assert.equal(status, 2);
  assert.match(stderr, /confirmation is required/);
});

for (const to of ["nonsense", "@1:@2", "group:", "+", ""]) {
  Deno.test(`wah group seek --to "${to}" is wrong usage`, async () => {
    assert.equal((await group("seek", "g", `--to=${to}`, "-y")).status, 2);
  });
}

Deno.test("wah group delete removes a group and its offsets", async () => {
  const name = await committedGroup(await filledTopic(1, 1));
  const { status, stdout } = await group("delete", name, "-y");
  assert.equal(status, 0);
  assert.match(stdout, new RegExp(`${name} +OK\n`));
  assert.equal((await group("delete", name, "-y")).status, 1);
  assert.equal((await group("delete", name, "-y", "--if-exists")).status, 0);
});

Deno.test("wah group delete-offsets deletes those of one partition", async () => {
  const topic = await filledTopic(2, 1);
  const name = await committedGroup(topic);
  const { status, stderr } = await group("delete-offsets", name, "-t", `${topic}:1`, "-y");
  assert.equal(status, 0, stderr);
  assert.deepEqual(await offsetsOf(name), [0]);
});

Deno.test("wah group wait waits for the lag and for a stable group", async () => {
  const topic = await filledTopic(1, 2);
  const name = await committedGroup(topic, "end");
  assert.equal((await group("wait", name, "--lag", "0")).status, 0);
  await group("seek", name, "--to", "start", "-y");
  const waited = await group("wait", name, "--lag", "1", "--timeout", "1");
  assert.equal(waited.status, 1);
  assert.match(waited.stderr, /its lag is 2 after 1 s/);
  const joined = uniqueTopic("group");
  const [, stable] = await Promise.all([
    joinedMember(joined, topic).then((member) => member[Symbol.asyncDispose]()),
    group("wait", joined, "--stable"),
  ]);
  assert.equal(stable.status, 0, stable.stderr);
});

Deno.test("wah group lag shows the lag of each topic", async () => {
  const [one, two] = [await filledTopic(2, 3), await filledTopic(1, 2)];
  const name = await committedGroup(one);
  await group("seek", name, "--to", "start", "-t", two, "--allow-new-topics", "-y");
  const rows = await groupJson("lag", name);
  const found = rows.map(({ topic, partitions, lag }) => [topic, partitions, lag]);
  assert.deepEqual(found.sort(), [[one, 2, 6], [two, 1, 2]].sort());
});
