import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { refuseForeign } from "../../../../lib/broker/store/refuse_foreign.ts";
import { Store } from "../../../../lib/broker/store/store.ts";
import { FailedError } from "../../../../lib/errors.ts";

const notOurs = {
  name: "DataError",
  problem: "foreign",
  message: /^Cannot open "[^"]+": it is not a log of this broker$/,
};

/** Runs a case with the path of a missing file in a separate folder. */
async function withPath(work: (path: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "wah-store-" });
  try {
    work(join(folder, "broker.db"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Returns every file in the folder of `path`, with its bytes. */
function filesOf(path: string): Map<string, Uint8Array> {
  const folder = join(path, "..");
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  return new Map(names.map((name) => [name, Deno.readFileSync(join(folder, name))]));
}

/** Leaves the files of a program that died with an open database at `path`. */
function abandon(path: string, statements: string): void {
  const original = `${path}.original`;
  const database = new DatabaseSync(original);
  database.exec(statements);
  for (const suffix of ["", "-wal"]) Deno.copyFileSync(original + suffix, path + suffix);
  database.close();
  Deno.removeSync(original);
}

Deno.test("refuseForeign() accepts a missing file, an empty one and a broker's", () =>
  withPath((path) => {
    refuseForeign(path);
    Deno.writeFileSync(path, new Uint8Array(0));
    refuseForeign(path);
    new Store({ path }).close();
    refuseForeign(path);
    refuseForeign(":memory:");
  }));

Deno.test("refuseForeign() does not change a database that is all in its write-ahead log", () =>
  withPath((path) => {
    abandon(path, "pragma journal_mode=wal; create table theirs (value)");
    const before = filesOf(path);
    assert.throws(() => refuseForeign(path), notOurs);
    for (const [name, bytes] of before) assert.deepEqual(filesOf(path).get(name), bytes);
  }));

Deno.test("refuseForeign() rejects a file without the header of a database", () =>
  withPath((path) => {
    const message = `Cannot open "${path}": the file is damaged or not a log of this broker`;
    Deno.writeTextFileSync(path, "hello");
    assert.throws(() => refuseForeign(path), { message });
    assert.equal(Deno.readTextFileSync(path), "hello");
    Deno.writeFileSync(path, new Uint8Array(16_384));
    assert.throws(() => refuseForeign(path), { message });
  }));

Deno.test("refuseForeign() leaves the error to SQLite if the file cannot be read", () =>
  withPath((path) => {
    Deno.mkdirSync(path);
    refuseForeign(path);
    assert.throws(() => new Store({ path }), FailedError);
  }));
