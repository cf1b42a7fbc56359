import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { DataProblem } from "../../../../lib/broker/data_error.ts";
import { applicationId, formatVersion, pageBytes } from "../../../../lib/broker/store/schema.ts";
import { loadGroups } from "../../../../lib/broker/store/offsets.ts";
import { readMeta, writeMeta } from "../../../../lib/broker/store/meta.ts";
import { Store } from "../../../../lib/broker/store/store.ts";
import { loadTopics } from "../../../../lib/broker/store/topics.ts";
import { TestProcess } from "../../../support/cli/process.ts";

/** A directory that is deleted when the test ends. */
class TestDirectory implements Disposable {
  readonly path = Deno.makeTempDirSync();
  readonly file = `${this.path}/broker.db`;

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** Returns the bytes of every non-empty file in the directory, by name. */
function contents({ path }: TestDirectory): Record<string, string> {
  const files = [...Deno.readDirSync(path)].map(({ name }) => name).sort();
  return Object.fromEntries(
    files.map((name) => [name, Deno.readFileSync(`${path}/${name}`).toHex()])
      .filter(([, bytes]) => bytes !== ""),
  );
}

function assertRejected(directory: TestDirectory, problem: DataProblem, message: string): void {
  const before = contents(directory);
  assert.throws(() => new Store({ path: directory.file }), {
    name: "DataError",
    problem,
    message: `Cannot open "${directory.file}": ${message}`,
  });
  for (const [name, bytes] of Object.entries(before)) {
    assert.equal(contents(directory)[name], bytes, name);
  }
}

const storeModule = new URL("../../../../lib/broker/store/store.ts", import.meta.url).href;

/** Starts another process that opens the store, prints the result, and keeps it open. */
async function otherProcess(file: string): Promise<TestProcess> {
  const code = `import { Store } from ${JSON.stringify(storeModule)};
    try { globalThis.store = new Store({ path: ${JSON.stringify(file)} }); console.log("open"); }
    catch (error) { console.log(error.message); }
    setInterval(() => {}, 1000);`;
  const other = new TestProcess(Deno.execPath(), ["eval", code]);
  await other.stdout.waitFor("\n");
  return other;
}

Deno.test("Store applies the settings that durability depends on", () => {
  using directory = new TestDirectory();
  using store = new Store({ path: directory.file });
  const setting = (name: string): bigint => store.first(`pragma ${name}`)!.bigint(name);
  assert.equal(setting("page_size"), 16_384n);
  assert.equal(store.first("pragma journal_mode")!.text("journal_mode"), "wal");
  assert.equal(setting("synchronous"), 2n);
  assert.equal(setting("fullfsync"), 1n);
  assert.equal(setting("checkpoint_fullfsync"), 1n);
  assert.equal(setting("foreign_keys"), 1n);
  assert.equal(setting("application_id"), BigInt(applicationId));
  assert.equal(setting("user_version"), BigInt(formatVersion));
});

Deno.test("Store leaves the sync to the next checkpoint if `sync` is normal", () => {
  using directory = new TestDirectory();
  using store = new Store({ path: directory.file, sync: "normal" });
  assert.equal(store.first("pragma synchronous")!.bigint("synchronous"), 1n);
});

Deno.test("Store keeps committed data and nothing of a failed transaction", () => {
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

Deno.test("Store treats an empty file as a new one", () => {
  using directory = new TestDirectory();
  Deno.writeFileSync(directory.file, new Uint8Array(0));
  using store = new Store({ path: directory.file });
  assert.equal(readMeta(store, "cluster_id"), null);
});

Deno.test("Store rejects a file that another process has open, until that dies", async () => {
  using directory = new TestDirectory();
  await using other = await otherProcess(directory.file);
  assert.equal(other.stdout.text, "open\n");
  assertRejected(directory, "in use", "another process is using it");
  other.kill("SIGKILL");
  await other.result;
  using store = new Store({ path: directory.file });
  store.transaction(() => writeMeta(store, "cluster_id", "ours"));
});

Deno.test("Store locks its file against another process as soon as it is open", async () => {
  using directory = new TestDirectory();
  using store = new Store({ path: directory.file });
  await using other = await otherProcess(directory.file);
  assert.equal(
    other.stdout.text,
    `Cannot open "${directory.file}": another process is using it\n`,
  );
  store.transaction(() => writeMeta(store, "cluster_id", "ours"));
});

Deno.test("Store rejects a second open by its own process, and keeps its lock", async () => {
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
  Deno.test(`Store rejects ${what} and does not change it`, () => {
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
    assertRejected(directory, "foreign", "it is not a log of this broker");
  });
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.fromHex(hex);
}

Deno.test("Store rejects a log of another format version and does not change it", () => {
  using directory = new TestDirectory();
  new Store({ path: directory.file }).close();
  const database = new DatabaseSync(directory.file);
  database.exec("pragma user_version=7");
  database.close();
  assertRejected(
    directory,
    "other version",
    `its format is version 7, but this program reads version ${formatVersion}`,
  );
});

Deno.test("Store rejects a file that is not a database and does not change it", () => {
  using directory = new TestDirectory();
  Deno.writeTextFileSync(directory.file, "not a database at all, and long enough\n".repeat(100));
  assertRejected(directory, "damaged", "the file is damaged or not a log of this broker");
});

Deno.test("Store rejects a file with a damaged first page and does not change it", () => {
  using directory = new TestDirectory();
  new Store({ path: directory.file }).close();
  const bytes = Deno.readFileSync(directory.file);
  bytes.fill(0xee, 100, 200);
  Deno.writeFileSync(directory.file, bytes);
  assertRejected(directory, "damaged", "the file is damaged or not a log of this broker");
});

Deno.test("Store adds later columns to an older log, and keeps its data", () => {
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

Deno.test("Store reports that a checkpoint is due, and moves its log into the file", () => {
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

Deno.test("Store in memory has no write-ahead log", () => {
  using store = new Store({ path: ":memory:" });
  store.transaction(() => writeMeta(store, "cluster_id", "x"));
  assert.deepEqual([store.pagesBehind, store.isCheckpointDue], [0, false]);
});
