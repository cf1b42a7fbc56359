import assert from "node:assert/strict";
import { PublishedState } from "../../../lib/broker/background/broker_state.ts";
import { DataLock } from "../../../lib/broker/background/data_lock.ts";
import { runCli } from "../../support/cli/cli.ts";
import { closedAddress } from "../../support/peers/listener.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const never = new AbortController().signal;

Deno.test("wah dev status exits with 1 for a broker that does not answer", async () => {
  await using folder = await tempFolder();
  using _lock = await DataLock.acquire(folder.path, never);
  const address = closedAddress();
  const state = { pid: 4711, startedAt: "2026-01-31T12:00:00.000Z", version: "1.2.3" };
  using _published = PublishedState.publish(folder.path, { ...address, ...state });
  const { status, stdout, stderr } = await runCli(["dev", "status", "--data", folder.path]);
  assert.deepEqual([status, stdout, stderr], [
    1,
    "status   running, but does not answer\n" +
    `address  127.0.0.1:${address.port}\n` +
    `data     ${folder.path}\n` +
    "process  4711\n" +
    "since    2026-01-31T12:00:00.000Z\n",
    "",
  ]);
});

Deno.test("wah dev status exits with 1 for a broker that is not ready yet", async () => {
  await using folder = await tempFolder();
  using _lock = await DataLock.acquire(folder.path, never);
  const argv = ["dev", "status", "--data", folder.path, "-o", "json"];
  const { status, stdout } = await runCli(argv);
  assert.deepEqual([status, JSON.parse(stdout).status], [1, "busy"]);
});
