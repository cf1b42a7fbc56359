import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { applicationId, formatVersion, pageBytes } from "../../../../lib/broker/store/schema.ts";
import { loadGroups } from "../../../../lib/broker/store/offsets.ts";
import { readMeta, writeMeta } from "../../../../lib/broker/store/meta.ts";
import { Store } from "../../../../lib/broker/store/store.ts";
import { loadTopics } from "../../../../lib/broker/store/topics.ts";
import { TestProcess } from "../../../support/cli/process.ts";

/** A directory that goes when the test ends. */
class TestDirectory implements Disposable {
  readonly path = Deno.makeTempDirSync();
  readonly file = `${this.path}/broker.db`;

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** The bytes of every file in the directory that is not empty, by name. */
function contents({ path }: TestDirectory): Record<string, string> {
  const files = [...Deno.readDirSync(path)].map(({ name }) => name).sort();
  return Object.fromEntries(
    files.map((name) => [name, Deno.readFileSync(`${path}/${name}`).toHex()])
      .filter(([, bytes]) => bytes !== ""),
  );
}

function assertRefused(directory: TestDirectory, message: string): void {
  const before = contents(directory);
  assert.throws(() => new Store({ path: directory.file }), {
    name: "FailedError",
    message: `Cannot open "${directory.file}": ${message}`,
  });
  for (const [name, bytes] of Object.entries(before)) {
    assert.equal(contents(directory)[name], bytes, name);
  }
}

const storeModule = new URL("../../../../lib/broker/store/store.ts", import.meta.url).href;

/** Another process that opens the store, says so, and holds it. */
async function otherProcess(file: string): Promise<TestProcess> {
  const code = `import { Store } from ${JSON.stringify(storeModule)};
    try { globalThis.store = new Store({ path: ${JSON.stringify(file)} }); console.log("open"); }
    catch (error) { console.log(error.message); }
    setInterval(() => {}, 1000);`;
  const other = new TestProcess(Deno.execPath(), ["eval", code]);
  await other.stdout.waitFor("\n");
  return other;
}

Deno.test("Store takes the settings that durability rests on", () => {
  using directory = new TestDirectory();
  using store = new Store({ path: directory.file });
  const setting = (name: string): unknown =>
    Object.values(store.statement(`pragma ${name}`).get()!)[0];
  assert.equal(setting("page_size"), 16_384n);
  assert.equal(setting("journal_mode"), "wal");
  assert.equal(setting("synchronous"), 2n);
  assert.equal(setting("fullfsync"), 1n);
  assert.equal(setting("checkpoint_fullfsync"), 1n);
  assert.equal(setting("foreign_keys"), 1n);
  assert.equal(setting("application_id"), BigInt(applicationId));
  assert.equal(setting("user_version"), BigInt(formatVersion));
});

Deno.test("Store leaves the disk to the next checkpoint when it is told to", () => {
  using directory = new TestDirectory();
  using store = new Store({ path: directory.file, sync: "normal" });
  assert.equal(store.statement("pragma synchronous").get()?.["synchronous"], 1n);
});

Deno.test("Store keeps what was committed, and nothing of a transaction that failed", () => {
  using directory = new TestDirectory();
  {
    using store = new Store({ path: directory.file });
    store.transaction(() => writeMeta(store, "cluster_id", "kept"));
    assert.throws(
      () =>
        store.transaction(() => {
          writeMeta(store, "cluster_id", "lost");
          throw new Error("no");
        }),
      { message: "no" },
    );
  }
  using store = new Store({ path: directory.file });
  assert.equal(readMeta(store, "cluster_id"), "kept");
});

Deno.test("Store takes an empty file for a new one", () => {
  using directory = new TestDirectory();
  Deno.writeFileSync(directory.file, new Uint8Array(0));
  using store = new Store({ path: directory.file });
  assert.equal(readMeta(store, "cluster_id"), null);
});

Deno.test("Store refuses a file that another process holds, until that one is dead", async () => {
  using directory = new TestDirectory();
  await using other = await otherProcess(directory.file);
  assert.equal(other.stdout.text, "open\n");
  assertRefused(directory, "another process is using it");
  other.kill("SIGKILL");
  await other.result;
  using store = new Store({ path: directory.file });
  store.transaction(() => writeMeta(store, "cluster_id", "ours"));
});

Deno.test("Store holds its file against another process from the first moment", async () => {
  using directory = new TestDirectory();
  using store = new Store({ path: directory.file });
  await using other = await otherProcess(directory.file);
  assert.equal(
    other.stdout.text,
    `Cannot open "${directory.file}": another process is using it\n`,
  );
  store.transaction(() => writeMeta(store, "cluster_id", "ours"));
});

Deno.test("Store refuses its own process too, and keeps the others out then", async () => {
  using directory = new TestDirectory();
  using _store = new Store({ path: directory.file });
  const other = `${directory.path}/../${directory.path.split("/").at(-1)}/broker.db`;
  for (const path of [directory.file, other]) {
    assert.throws(() => new Store({ path }), {
      name: "FailedError",
      message: `Cannot open "${path}": this process is using it already`,
    });
  }
  await using process = await otherProcess(directory.file);
  assert.match(process.stdout.text, /another process is using it/);
});

const foreignModes: readonly (readonly [what: string, journal: string])[] = [
  ["another program's database", "delete"],
  ["another program's database with writes in its log", "wal"],
];

for (const [what, journal] of foreignModes) {
  Deno.test(`Store refuses ${what} and leaves it as it is`, () => {
    using directory = new TestDirectory();
    using foreign = new DatabaseSync(directory.file);
    foreign.exec(`pragma journal_mode=${journal}; create table t (a); insert into t values (7)`);
    const copy = contents(directory);
    foreign.close();
    for (const name of Object.keys(contents(directory))) {
      Deno.removeSync(`${directory.path}/${name}`);
    }
    for (const [name, hex] of Object.entries(copy)) {
      if (!name.endsWith("-shm")) Deno.writeFileSync(`${directory.path}/${name}`, bytesOf(hex));
    }
    assertRefused(directory, "it is not a log of this broker");
  });
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.fromHex(hex);
}

Deno.test("Store refuses a log of another format version and leaves it as it is", () => {
  using directory = new TestDirectory();
  new Store({ path: directory.file }).close();
  const database = new DatabaseSync(directory.file);
  database.exec("pragma user_version=7");
  database.close();
  assertRefused(
    directory,
    `its format is version 7, but this program reads version ${formatVersion}`,
  );
});

Deno.test("Store refuses a file that is no database and leaves it as it is", () => {
  using directory = new TestDirectory();
  Deno.writeTextFileSync(directory.file, "not a database at all, and long enough\n".repeat(100));
  assertRefused(directory, "the file is damaged or not a log of this broker");
});

Deno.test("Store refuses a file whose first page is damaged and leaves it as it is", () => {
  using directory = new TestDirectory();
  new Store({ path: directory.file }).close();
  const bytes = Deno.readFileSync(directory.file);
  bytes.fill(0xee, 100, 200);
  Deno.writeFileSync(directory.file, bytes);
  assertRefused(directory, "the file is damaged or not a log of this broker");
});

Deno.test("Store adds later columns to an older log, and keeps what it has", () => {
  using directory = new TestDirectory();
  new Store({ path: directory.file }).close();
  const database = new DatabaseSync(directory.file);
  database.exec(`alter table consumer_groups drop column empty_since;
    alter table partitions drop column tombstones_below;
    alter table partitions drop column tombstones_seen_at;
    insert into topics (id, name) values ('i', 't');
    insert into partitions (topic_id, number) values ('i', 0);
    insert into consumer_groups (group_id, generation, protocol_type) values ('g', 7, 'consumer')`);
  database.close();
  for (let opened = 0; opened < 2; opened++) {
    using store = new Store({ path: directory.file });
    const group = { groupId: "g", generation: 7, protocolType: "consumer", emptySince: null };
    assert.deepEqual(loadGroups(store), [group]);
    const partitions = [{ id: 1n, number: 0, logStartOffset: 0n, seenTombstones: null }];
    assert.deepEqual(loadTopics(store)[0]!.partitions, partitions);
  }
});

Deno.test("Store says when its log has grown long, and moves it into the file", () => {
  using directory = new TestDirectory();
  using store = new Store({ path: directory.file });
  assert.equal(store.isCheckpointDue, false);
  const value = "x".repeat(pageBytes);
  let commits = 0;
  for (; !store.isCheckpointDue; commits++) {
    store.transaction(() => writeMeta(store, "cluster_id", value));
  }
  assert.ok(commits < 1000, String(commits));
  const before = Deno.statSync(directory.file).size;
  assert.ok(store.pagesBehind >= 1000);
  store.checkpoint();
  assert.deepEqual([store.pagesBehind, store.isCheckpointDue], [0, false]);
  assert.ok(Deno.statSync(directory.file).size > before);
});

Deno.test("Store in memory has no log to move", () => {
  using store = new Store({ path: ":memory:" });
  store.transaction(() => writeMeta(store, "cluster_id", "x"));
  assert.deepEqual([store.pagesBehind, store.isCheckpointDue], [0, false]);
});
