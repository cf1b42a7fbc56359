import assert from "node:assert/strict";
import {
  type Launch,
  startInBackground,
} from "../../../../commands/_shared/broker/background_broker.ts";
import { DataLock } from "../../../../lib/broker/background/data_lock.ts";
import { descriptorLimit } from "../../../../lib/broker/background/descriptor_limit.ts";
import { hostBroker } from "../../../../lib/broker/background/host_broker.ts";
import type { Broker } from "../../../../lib/broker/broker.ts";
import { FailedError } from "../../../../lib/errors.ts";
import { tempFolder } from "../../../support/temp_folder.ts";

const never = new AbortController().signal;
const context = { signal: never, mainModule: "file:///src/wah/main.ts" };

function host(dataDirectory: string): Promise<Broker> {
  return hostBroker({
    dataDirectory,
    host: "127.0.0.1",
    port: 0,
    pid: 4711,
    version: "1.2.3",
    signal: never,
  });
}

const refuse: Launch = () => {
  throw new FailedError("Cannot start: no luck", { hint: "Try again" });
};

Deno.test("startInBackground() starts a broker with all options", async () => {
  await using folder = await tempFolder();
  await using stack = new AsyncDisposableStack();
  let words: readonly string[] = [];
  const launch: Launch = async (command) => {
    words = command;
    stack.use(await host(folder.path));
  };
  const started = await startInBackground({ sync: "normal" }, folder.path, context, launch);
  assert.deepEqual([started.isNew, started.state.pid], [true, 4711]);
  const limit = await descriptorLimit();
  assert.deepEqual(words.slice(words.indexOf("dev")), [
    "dev",
    "--background",
    `--data=${folder.path}`,
    "--sync=normal",
    ...(limit === null ? [] : [`--file-descriptors=${limit}`]),
  ]);
});

Deno.test("startInBackground() finds a running broker, and starts none", async () => {
  await using folder = await tempFolder();
  await using broker = await host(folder.path);
  const found = await startInBackground({}, folder.path, context, refuse);
  assert.deepEqual([found.isNew, found.state.port], [false, broker.port]);
});

Deno.test("startInBackground() waits for a broker that another process is starting", async () => {
  await using folder = await tempFolder();
  await using stack = new AsyncDisposableStack();
  const lock = await DataLock.acquire(folder.path, never);
  const starting = startInBackground({}, folder.path, context, refuse);
  lock[Symbol.dispose]();
  stack.use(await host(folder.path));
  assert.equal((await starting).isNew, false);
});

Deno.test("startInBackground() finds a broker that locked the data at the same time", async () => {
  await using folder = await tempFolder();
  await using stack = new AsyncDisposableStack();
  const lose: Launch = async (command, signal) => {
    stack.use(await host(folder.path));
    await refuse(command, signal);
  };
  const found = await startInBackground({}, folder.path, context, lose);
  assert.deepEqual([found.isNew, found.state.pid], [false, 4711]);
});

Deno.test("startInBackground() rejects with the error of a broker that did not start", async () => {
  await using folder = await tempFolder();
  await assert.rejects(startInBackground({}, folder.path, context, refuse), {
    name: "FailedError",
    message: "Cannot start: no luck",
    hint: "Try again",
  });
});

Deno.test("startInBackground() rejects if the broker exits right after starting", async () => {
  await using folder = await tempFolder();
  const launch: Launch = async () => await (await host(folder.path))[Symbol.asyncDispose]();
  await assert.rejects(startInBackground({}, folder.path, context, launch), {
    message: `Cannot start the broker on "${folder.path}": it exited right after starting`,
  });
});

Deno.test("startInBackground() rejects with its signal's reason while it waits", async () => {
  await using folder = await tempFolder();
  using _lock = await DataLock.acquire(folder.path, never);
  const controller = new AbortController();
  const reason = new Error("stop");
  const starting = startInBackground(
    {},
    folder.path,
    { ...context, signal: controller.signal },
    refuse,
  );
  controller.abort(reason);
  await assert.rejects(starting, reason);
});
