import assert from "node:assert/strict";
import { DataLock } from "../../../../lib/broker/background/data_lock.ts";
import { stopBroker } from "../../../../lib/broker/background/stop_broker.ts";
import { TestProcess } from "../../../support/cli/process.ts";
import { tempFolder } from "../../../support/temp_folder.ts";

const never = new AbortController().signal;

function stateOf(pid: number): string {
  return JSON.stringify({ pid, host: "::1", port: 1, startedAt: "then", version: "1.2.3" });
}

/** Ends a `cat` by closing its input; an earlier signal would show in its status. */
async function endOf(bystander: TestProcess): Promise<number> {
  await bystander.endInput();
  return (await bystander.result).status;
}

Deno.test("stopBroker() sends no signal to a process that a forged state names", async () => {
  await using folder = await tempFolder();
  await using bystander = new TestProcess("cat", []);
  using _lock = await DataLock.acquire(folder.path, never);
  Deno.writeTextFileSync(folder.file("broker.json"), stateOf(bystander.pid));
  const reason = new Error("enough");
  const controller = new AbortController();
  const stopping = stopBroker(folder.path, controller.signal);
  controller.abort(reason);
  await assert.rejects(stopping, reason);
  assert.equal(await endOf(bystander), 0);
});

Deno.test("stopBroker() sends no signal to a process that has a killed broker's id", async () => {
  await using folder = await tempFolder();
  await using bystander = new TestProcess("cat", []);
  Deno.writeTextFileSync(folder.file("broker.lock"), "");
  Deno.writeTextFileSync(folder.file("broker.json"), stateOf(bystander.pid));
  assert.equal(await stopBroker(folder.path, never), null);
  assert.equal(await endOf(bystander), 0);
});
