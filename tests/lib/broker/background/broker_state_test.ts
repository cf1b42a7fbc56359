import assert from "node:assert/strict";
import {
  type BrokerState,
  readBrokerState,
  removeBrokerState,
  writeBrokerState,
} from "../../../../lib/broker/background/broker_state.ts";
import { tempFolder } from "../../../support/temp_folder.ts";

const state: BrokerState = {
  pid: 4711,
  host: "localhost",
  port: 9092,
  startedAt: "2026-01-31T12:00:00.000Z",
  version: "1.2.3",
};

Deno.test("readBrokerState() reads what writeBrokerState() wrote last", async () => {
  await using folder = await tempFolder();
  writeBrokerState(folder.path, { ...state, pid: 1 });
  writeBrokerState(folder.path, state);
  assert.deepEqual(readBrokerState(folder.path), state);
});

Deno.test("writeBrokerState() leaves one file, which only its owner reads", async () => {
  await using folder = await tempFolder();
  writeBrokerState(folder.path, state);
  const names = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
  assert.deepEqual(names, ["broker.json"]);
  assert.equal(Deno.statSync(folder.file("broker.json")).mode! & 0o777, 0o600);
});

Deno.test("writeBrokerState() names the directory that does not take it", async () => {
  await using folder = await tempFolder();
  const directory = folder.file("absent");
  assert.throws(() => writeBrokerState(directory, state), {
    name: "FailedError",
    message: /^Cannot use the data directory ".*\/absent": ENOENT/,
  });
});

Deno.test("readBrokerState() is null where there is no file, or no folder", async () => {
  await using folder = await tempFolder();
  assert.equal(readBrokerState(folder.path), null);
  assert.equal(readBrokerState(folder.file("absent")), null);
});

Deno.test("readBrokerState() is null after removeBrokerState(), which may come twice", async () => {
  await using folder = await tempFolder();
  writeBrokerState(folder.path, state);
  removeBrokerState(folder.path);
  removeBrokerState(folder.path);
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
  Deno.test(`readBrokerState() is null for a file that holds ${JSON.stringify(text)}`, async () => {
    await using folder = await tempFolder();
    Deno.writeTextFileSync(folder.file("broker.json"), text);
    assert.equal(readBrokerState(folder.path), null);
  });
}
