import assert from "node:assert/strict";
import { ReadPositions } from "../../../../lib/chat/session/read_positions.ts";
import { tempFolder } from "../../../support/temp_folder.ts";

const alice = { clusterId: "c1", user: "alice" };
const upTo = (...next: bigint[]): Map<number, bigint> => new Map(next.entries());

async function keep(
  folder: string,
  next: ReadonlyMap<number, bigint>,
  { topicId = "t1", channel = "room", ...who }: Partial<typeof alice> & {
    readonly topicId?: string;
    readonly channel?: string;
  } = {},
): Promise<void> {
  await using positions = new ReadPositions({ folder, ...alice, ...who });
  positions.save(channel, topicId, next);
}

async function files(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

Deno.test("ReadPositions loads exactly what was saved", async () => {
  await using folder = await tempFolder();
  const path = folder.file("a/b");
  await keep(path, upTo(7n, 9_007_199_254_740_993n));
  const positions = new ReadPositions({ folder: path, ...alice });
  assert.deepEqual(await positions.load("room", "t1"), upTo(7n, 9_007_199_254_740_993n));
  assert.equal(await positions.load("@bob", "t1"), null);
  assert.equal(positions.failure, undefined);
});

Deno.test("ReadPositions separates clusters, users and channels", async () => {
  await using folder = await tempFolder();
  const { path } = folder;
  await keep(path, upTo(1n));
  await keep(path, upTo(2n), { clusterId: "c2" });
  await keep(path, upTo(3n), { user: "bob" });
  await keep(path, upTo(4n), { channel: "@room" });
  const at = async (who: Partial<typeof alice>, channel = "room"): Promise<unknown> =>
    await new ReadPositions({ folder: path, ...alice, ...who }).load(channel, "t1");
  assert.deepEqual(await at({}), upTo(1n));
  assert.deepEqual(await at({ clusterId: "c2" }), upTo(2n));
  assert.deepEqual(await at({ user: "bob" }), upTo(3n));
  assert.deepEqual(await at({}, "@room"), upTo(4n));
});

Deno.test("ReadPositions keeps the furthest position of chats at the same time", async () => {
  await using folder = await tempFolder();
  const { path } = folder;
  await Promise.all([
    keep(path, upTo(5n, 1n)),
    keep(path, upTo(2n, 8n)),
    keep(path, upTo(4n), { channel: "ops" }),
  ]);
  const positions = new ReadPositions({ folder: path, ...alice });
  assert.deepEqual(await positions.load("room", "t1"), upTo(5n, 8n));
  assert.deepEqual(await positions.load("ops", "t1"), upTo(4n));
});

Deno.test("ReadPositions loads an empty position for a recreated topic", async () => {
  await using folder = await tempFolder();
  const { path } = folder;
  await keep(path, upTo(50n));
  const positions = new ReadPositions({ folder: path, ...alice });
  assert.deepEqual(await positions.load("room", "t2"), new Map());
  await keep(path, upTo(2n), { topicId: "t2" });
  assert.deepEqual(await positions.load("room", "t2"), upTo(2n));
});

Deno.test("ReadPositions writes complete files that only the user can read", async () => {
  await using folder = await tempFolder();
  const path = folder.file("state");
  await keep(path, upTo(5n));
  const names = await files(path);
  assert.deepEqual(names.map((name) => name.replace(/^[0-9a-f]{32}/, "x")), ["x.json", "lock"]);
  const modeOf = async (name: string): Promise<number> =>
    ((await Deno.stat(name)).mode ?? 0) & 0o777;
  assert.equal(await modeOf(path), 0o700);
  for (const name of names) assert.equal(await modeOf(`${path}/${name}`), 0o600, name);
  assert.deepEqual(JSON.parse(await Deno.readTextFile(`${path}/${names[0]}`)), {
    cluster: "c1",
    user: "alice",
    channel: "room",
    topicId: "t1",
    next: { "0": "5" },
  });
});

Deno.test("ReadPositions ignores invalid files, and replaces them", async () => {
  await using folder = await tempFolder();
  const { path } = folder;
  await keep(path, upTo(5n));
  const name = (await files(path)).find((name) => name.endsWith(".json"))!;
  for (
    const text of ["", "{", "null", "[]", '{"topicId":"t1"}', '{"topicId":"t1","next":{"0":5}}']
  ) {
    await Deno.writeTextFile(folder.file(name), text);
    assert.equal(await new ReadPositions({ folder: path, ...alice }).load("room", "t1"), null);
  }
  await keep(path, upTo(6n));
  const positions = new ReadPositions({ folder: path, ...alice });
  assert.deepEqual(await positions.load("room", "t1"), upTo(6n));
});

Deno.test("ReadPositions reports why it cannot save, and does not throw", async () => {
  await using folder = await tempFolder();
  await Deno.writeTextFile(folder.file("file"), "");
  // Deno has a class for the first error (ENOTDIR), but not for the second (ENAMETOOLONG).
  for (const name of ["file/state", "x".repeat(300)]) {
    const positions = new ReadPositions({ folder: folder.file(name), ...alice });
    positions.save("room", null, upTo(1n));
    await positions[Symbol.asyncDispose]();
    assert.ok(positions.failure instanceof Error, name);
  }
});
