import assert from "node:assert/strict";
import { PublishedState } from "../../../../lib/broker/background/broker_state.ts";
import { DataLock } from "../../../../lib/broker/background/data_lock.ts";
import { DataError } from "../../../../lib/broker/data_error.ts";
import { tempFolder } from "../../../support/temp_folder.ts";

const never = new AbortController().signal;
const state = { pid: 4711, host: "::1", port: 9092, startedAt: "then", version: "1.2.3" };

Deno.test("DataLock.acquire() creates the folder for its owner only", async () => {
  await using folder = await tempFolder();
  using _lock = await DataLock.acquire(folder.file("a/b"), never);
  assert.equal(Deno.statSync(folder.file("a/b")).mode! & 0o777, 0o700);
});

Deno.test("DataLock.acquire() rejects a locked directory and names the process", async () => {
  await using folder = await tempFolder();
  using _lock = await DataLock.acquire(folder.path, never);
  const refusal = (message: string): object => ({
    name: "DataError",
    problem: "locked",
    message: `Cannot use the data directory "${folder.path}": ${message}`,
  });
  await assert.rejects(
    DataLock.acquire(folder.path, never),
    refusal("another process has locked it"),
  );
  using _published = PublishedState.publish(folder.path, state);
  await assert.rejects(
    DataLock.acquire(folder.path, never),
    refusal("process 4711 has locked it and listens on [::1]:9092"),
  );
});

Deno.test("DataLock.acquire() works again after the lock is disposed of", async () => {
  await using folder = await tempFolder();
  (await DataLock.acquire(folder.path, never))[Symbol.dispose]();
  using _lock = await DataLock.acquire(folder.path, never);
  assert.equal(DataLock.isHeld(folder.path), true);
});

Deno.test("DataLock.acquire() deletes the state that a killed broker left", async () => {
  await using folder = await tempFolder();
  for (const name of ["broker.json", "broker.failed"]) {
    Deno.writeTextFileSync(folder.file(name), "{}");
  }
  using _lock = await DataLock.acquire(folder.path, never);
  assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["broker.lock"]);
});

Deno.test("DataLock.acquire() waits for a process that only checks the lock", async () => {
  await using folder = await tempFolder();
  Deno.writeTextFileSync(folder.file("broker.lock"), "");
  const onlooker = Deno.openSync(folder.file("broker.lock"));
  assert.equal(onlooker.tryLockSync(false), true);
  const acquiring = DataLock.acquire(folder.path, never);
  onlooker.close();
  using _lock = await acquiring;
});

Deno.test("DataLock.acquire() rejects with its signal's reason", async () => {
  await using folder = await tempFolder();
  const reason = new Error("stop");
  await assert.rejects(DataLock.acquire(folder.path, AbortSignal.abort(reason)), reason);
  assert.equal(DataLock.isHeld(folder.path), false);
});

Deno.test("DataLock.acquire() rejects a path to a file, or into a file", async () => {
  await using folder = await tempFolder();
  Deno.writeTextFileSync(folder.file("file"), "");
  await assert.rejects(DataLock.acquire(folder.file("file"), never), DataError);
  await assert.rejects(DataLock.acquire(folder.file("file/in"), never), DataError);
});

Deno.test("DataLock.isHeld() is false if there is no lock, no folder, or a file", async () => {
  await using folder = await tempFolder();
  assert.equal(DataLock.isHeld(folder.path), false);
  assert.equal(DataLock.isHeld(folder.file("absent")), false);
  Deno.writeTextFileSync(folder.file("file"), "");
  assert.equal(DataLock.isHeld(folder.file("file")), false);
});

Deno.test("DataLock.acquire() rejects a symbolic link, and creates nothing", async () => {
  await using folder = await tempFolder();
  Deno.symlinkSync(folder.file("elsewhere"), folder.file("broker.lock"));
  await assert.rejects(DataLock.acquire(folder.path, never), {
    name: "DataError",
    message: `Cannot use the data directory "${folder.path}": "broker.lock" is a symbolic link`,
  });
  assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["broker.lock"]);
});

Deno.test("DataLock.acquire() removes the access of others to an existing lock", async () => {
  await using folder = await tempFolder();
  Deno.writeTextFileSync(folder.file("broker.lock"), "");
  Deno.chmodSync(folder.file("broker.lock"), 0o644);
  using _lock = await DataLock.acquire(folder.path, never);
  assert.equal(Deno.statSync(folder.file("broker.lock")).mode! & 0o777, 0o600);
});

Deno.test("DataLock is no longer in place after its directory was moved", async () => {
  await using folder = await tempFolder();
  using lock = await DataLock.acquire(folder.file("data"), never);
  assert.equal(lock.isInPlace, true);
  Deno.renameSync(folder.file("data"), folder.file("moved"));
  assert.equal(lock.isInPlace, false);
});
