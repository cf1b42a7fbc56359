import assert from "node:assert/strict";
import { writeBrokerState } from "../../../../lib/broker/background/broker_state.ts";
import { DataLock } from "../../../../lib/broker/background/data_lock.ts";
import { findBroker } from "../../../../lib/broker/background/find_broker.ts";
import { tempFolder } from "../../../support/temp_folder.ts";

const never = new AbortController().signal;
const state = { pid: Deno.pid, host: "localhost", port: 1, startedAt: "then", version: "1.2.3" };

Deno.test("findBroker() tells a broker that starts, one that runs, and none", async () => {
  await using folder = await tempFolder();
  assert.deepEqual(findBroker(folder.path), { status: "stopped" });
  {
    using _lock = await DataLock.acquire(folder.path, never);
    assert.deepEqual(findBroker(folder.path), { status: "busy" });
    writeBrokerState(folder.path, state);
    assert.deepEqual(findBroker(folder.path), { status: "running", state });
  }
  assert.deepEqual(findBroker(folder.path), { status: "stopped" });
});

Deno.test("findBroker() does not believe the state of a killed broker", async () => {
  await using folder = await tempFolder();
  writeBrokerState(folder.path, state);
  assert.deepEqual(findBroker(folder.path), { status: "stopped" });
});
