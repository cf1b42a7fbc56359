import assert from "node:assert/strict";
import {
  type BrokerState,
  PublishedState,
  readBrokerState,
} from "../../../../lib/broker/background/broker_state.ts";
import { TestProcess } from "../../../support/cli/process.ts";
import { tempFolder } from "../../../support/temp_folder.ts";

const state: BrokerState = {
  pid: 4711,
  host: "localhost",
  port: 9092,
  startedAt: "2026-01-31T12:00:00.000Z",
  version: "1.2.3",
};

Deno.test("readBrokerState() returns what PublishedState wrote last", async () => {
  await using folder = await tempFolder();
  using _first = PublishedState.publish(folder.path, { ...state, pid: 1 });
  using _second = PublishedState.publish(folder.path, state);
  assert.deepEqual(readBrokerState(folder.path), state);
});

Deno.test("PublishedState leaves one file, which only its owner can read", async () => {
  await using folder = await tempFolder();
  using _published = PublishedState.publish(folder.path, state);
  const names = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
  assert.deepEqual(names, ["broker.json"]);
  assert.equal(Deno.statSync(folder.file("broker.json")).mode! & 0o777, 0o600);
});

Deno.test("PublishedState names the directory if it cannot write there", async () => {
  await using folder = await tempFolder();
  const directory = folder.file("absent");
  assert.throws(() => PublishedState.publish(directory, state), {
    name: "DataError",
    message: /^Cannot use the data directory ".*\/absent": No such file or directory: open/,
  });
});

for (const name of ["broker.json", "broker.json.new"]) {
  Deno.test(`PublishedState does not write through a symbolic link ${name}`, async () => {
    await using folder = await tempFolder();
    Deno.writeTextFileSync(folder.file("victim"), "untouched");
    Deno.symlinkSync(folder.file("victim"), folder.file(name));
    using _published = PublishedState.publish(folder.path, state);
    assert.equal(Deno.readTextFileSync(folder.file("victim")), "untouched");
    assert.ok(Deno.lstatSync(folder.file("broker.json")).isFile);
    assert.deepEqual(readBrokerState(folder.path), state);
  });
}

Deno.test("PublishedState removes its file at the end, and leaves another broker's", async () => {
  await using folder = await tempFolder();
  PublishedState.publish(folder.path, state)[Symbol.dispose]();
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
  const first = PublishedState.publish(folder.path, state);
  using _second = PublishedState.publish(folder.path, { ...state, pid: 2 });
  first[Symbol.dispose]();
  assert.equal(readBrokerState(folder.path)?.pid, 2);
});

Deno.test("readBrokerState() is null if there is no file, or no folder", async () => {
  await using folder = await tempFolder();
  assert.equal(readBrokerState(folder.path), null);
  assert.equal(readBrokerState(folder.file("absent")), null);
});

Deno.test("readBrokerState() is null for the file of a process that no longer runs", async () => {
  await using folder = await tempFolder();
  const module = new URL("../../../../lib/broker/background/broker_state.ts", import.meta.url);
  const code = `import { PublishedState } from ${JSON.stringify(module.href)};
    PublishedState.publish(${JSON.stringify(folder.path)}, ${JSON.stringify(state)});
    console.log("published"); setInterval(() => {}, 1000);`;
  await using other = new TestProcess(Deno.execPath(), ["eval", code]);
  await other.stdout.waitFor("published");
  assert.deepEqual(readBrokerState(folder.path), state);
  other.kill("SIGKILL");
  await other.result;
  assert.ok(Deno.statSync(folder.file("broker.json")).isFile);
  assert.equal(readBrokerState(folder.path), null);
});

Deno.test("readBrokerState() ignores a file without a lock", async () => {
  await using folder = await tempFolder();
  Deno.writeTextFileSync(folder.file("broker.json"), JSON.stringify(state));
  assert.equal(readBrokerState(folder.path), null);
});

Deno.test("readBrokerState() ignores a link to another broker's state", async () => {
  await using folder = await tempFolder();
  await using elsewhere = await tempFolder();
  using _published = PublishedState.publish(elsewhere.path, state);
  const target = elsewhere.file("broker.json");
  Deno.symlinkSync(target, folder.file("broker.json"));
  assert.equal(readBrokerState(folder.path), null);
  Deno.removeSync(folder.file("broker.json"));
  Deno.linkSync(target, folder.file("broker.json"));
  assert.equal(readBrokerState(folder.path), null);
});

Deno.test("readBrokerState() checks the owner with a temporary file", async () => {
  await using folder = await tempFolder();
  using _published = PublishedState.publish(folder.path, state);
  assert.deepEqual(readBrokerState(folder.path, { strict: true }), state);
  assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["broker.json"]);
});

/** Only root can give a file to another user. */
const rootAlone = { ignore: Deno.uid() !== 0 };

Deno.test("readBrokerState() ignores another user's locked file", rootAlone, async () => {
  await using folder = await tempFolder();
  using _published = PublishedState.publish(folder.path, state);
  const path = folder.file("broker.json");
  Deno.chownSync(path, 12_345, 12_345);
  // Root can read the private files of all users, so only the strict check rejects it.
  assert.deepEqual(readBrokerState(folder.path), state);
  assert.equal(readBrokerState(folder.path, { strict: true }), null);
  Deno.chmodSync(path, 0o644);
  assert.equal(readBrokerState(folder.path), null);
});

for (
  const text of [
    "",
    "{",
    "null",
    "7",
    "{}",
    '{"pid":"1","host":"a","port":1}',
    '{"pid":0}',
  ] as const
) {
  Deno.test(`readBrokerState() is null for a locked ${JSON.stringify(text)}`, async () => {
    await using folder = await tempFolder();
    Deno.writeTextFileSync(folder.file("broker.json"), text);
    using file = Deno.openSync(folder.file("broker.json"));
    file.lockSync(true);
    assert.equal(readBrokerState(folder.path), null);
  });
}
