import assert from "node:assert/strict";
import { PublishedState } from "../../../../lib/broker/background/broker_state.ts";
import { writeBrokerFailure } from "../../../../lib/broker/background/broker_failure.ts";
import { DataLock } from "../../../../lib/broker/background/data_lock.ts";
import { findBroker } from "../../../../lib/broker/background/find_broker.ts";
import { tempFolder } from "../../../support/temp_folder.ts";

const never = new AbortController().signal;
const state = { pid: Deno.pid, host: "localhost", port: 1, startedAt: "then", version: "1.2.3" };

Deno.test("findBroker() distinguishes a starting broker, a running one, and none", async () => {
  await using folder = await tempFolder();
  assert.deepEqual(findBroker(folder.path), { status: "stopped" });
  {
    using _lock = await DataLock.acquire(folder.path, never);
    assert.deepEqual(findBroker(folder.path), { status: "busy" });
    using _published = PublishedState.publish(folder.path, state);
    assert.deepEqual(findBroker(folder.path), { status: "running", state });
  }
  assert.deepEqual(findBroker(folder.path), { status: "stopped" });
});

Deno.test("findBroker() returns why the last broker stopped by itself", async () => {
  await using folder = await tempFolder();
  const failure = { reason: "the disk is gone", failedAt: "2026-01-31T12:00:00.000Z" };
  writeBrokerFailure(folder.path, failure);
  assert.deepEqual(findBroker(folder.path), { status: "stopped", failure });
});

Deno.test("findBroker() ignores a forged state", async () => {
  await using folder = await tempFolder();
  using _lock = await DataLock.acquire(folder.path, never);
  Deno.writeTextFileSync(folder.file("broker.json"), JSON.stringify(state));
  assert.deepEqual(findBroker(folder.path), { status: "busy" });
});
