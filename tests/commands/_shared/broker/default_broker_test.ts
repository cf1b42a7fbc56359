import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ensureDefaultBroker } from "../../../../commands/_shared/broker/default_broker.ts";
import type { Launch } from "../../../../commands/_shared/broker/background_broker.ts";
import { hostBroker } from "../../../../lib/broker/background/host_broker.ts";
import { stopBroker } from "../../../../lib/broker/background/stop_broker.ts";
import { FailedError, InterruptedError } from "../../../../lib/errors.ts";
import type { Address } from "../../../../lib/kafka/config.ts";
import { spawnCli } from "../../../support/cli/cli.ts";
import { cliEnvironment } from "../../../support/cli/cli_process.ts";
import { fakeContext } from "../../../support/cli/context.ts";
import { reserveDefaultPort } from "../../../support/brokers/default_port.ts";
import { drain, listen } from "../../../support/peers/listener.ts";
import { freePorts } from "../../../support/peers/ports.ts";
import { TestProcess } from "../../../support/cli/process.ts";
import { type TempFolder, tempFolder } from "../../../support/temp_folder.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const never = new AbortController().signal;

const refuse: Launch = () => {
  throw new FailedError("Cannot listen: no luck", { hint: "Try again" });
};

function freeAddress(): Address {
  return { host: "localhost", port: freePorts(1)[0]! };
}

/** Calls ensureDefaultBroker() with the test's launch, and returns what it printed. */
async function ensure(
  address: Address,
  launch: Launch,
  { folder, env, signal }: {
    folder: TempFolder;
    env?: Record<string, string>;
    signal?: AbortSignal;
  },
): Promise<string[]> {
  const printed: string[] = [];
  const { context } = fakeContext({
    env: { XDG_DATA_HOME: folder.path, WAH_EMBEDDED: "on", ...env },
    ...(signal === undefined ? {} : { signal }),
  });
  const printNote = (text: string): Promise<void> => Promise.resolve(void printed.push(text));
  await ensureDefaultBroker({ address, printNote, launch }, context);
  return printed;
}

/** Returns a launch that runs the broker in this process until `stack` is disposed of. */
function launchHere(stack: AsyncDisposableStack, folder: TempFolder, address: Address): Launch {
  return async () => {
    stack.use(
      await hostBroker({
        ...address,
        dataDirectory: folder.file("wah"),
        pid: 4711,
        version: "1.2.3",
        signal: never,
      }),
    );
  };
}

Deno.test("ensureDefaultBroker() starts a broker and prints one line", async () => {
  await using folder = await tempFolder();
  await using stack = new AsyncDisposableStack();
  const address = freeAddress();
  const start = launchHere(stack, folder, address);
  let words: readonly string[] = [];
  const launch: Launch = async (command, signal) => {
    words = command;
    await start(command, signal);
  };
  assert.deepEqual(await ensure(address, launch, { folder }), [
    `Started a broker on localhost:${address.port}, because none was running. Its data is in ` +
    `"${folder.file("wah")}"; stop it with wah dev stop`,
  ]);
  // If the system limits file descriptors, the broker gets the limit too.
  const passed = words.filter((word) => !word.startsWith("--file-descriptors="));
  assert.deepEqual(passed.slice(-5), [
    "dev",
    "--background",
    `--listen=localhost:${address.port}`,
    `--data=${folder.file("wah")}`,
    "--idle-timeout=600",
  ]);
});

Deno.test("ensureDefaultBroker() silently finds a broker of another process", async () => {
  await using folder = await tempFolder();
  await using stack = new AsyncDisposableStack();
  const address = freeAddress();
  const start = launchHere(stack, folder, address);
  const lose: Launch = async (command, signal) => {
    await start(command, signal);
    await refuse(command, signal);
  };
  assert.deepEqual(await ensure(address, lose, { folder }), []);
});

Deno.test("ensureDefaultBroker() continues if another process took the port", async () => {
  await using folder = await tempFolder();
  await using stack = new AsyncDisposableStack();
  const address = freeAddress();
  const lose: Launch = (command, signal) => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: address.port });
    stack.defer(() => listener.close());
    return refuse(command, signal);
  };
  assert.deepEqual(await ensure(address, lose, { folder }), []);
});

Deno.test("ensureDefaultBroker() starts nothing if anything listens", async () => {
  await using folder = await tempFolder();
  await using taken = listen(drain);
  assert.deepEqual(await ensure(taken.address, refuse, { folder }), []);
});

Deno.test("ensureDefaultBroker() starts nothing with WAH_EMBEDDED=off", async () => {
  await using folder = await tempFolder();
  for (const value of ["off", "OFF"]) {
    const options = { folder, env: { WAH_EMBEDDED: value } };
    assert.deepEqual(await ensure(freeAddress(), refuse, options), []);
  }
  await assert.rejects(ensure(freeAddress(), refuse, { folder, env: { WAH_EMBEDDED: "no" } }), {
    name: "UsageError",
    message: 'Cannot use WAH_EMBEDDED "no": expected on or off',
  });
});

Deno.test("ensureDefaultBroker() states why it could not start a broker", async () => {
  await using folder = await tempFolder();
  const address = freeAddress();
  await assert.rejects(ensure(address, refuse, { folder }), {
    name: "UnreachableError",
    message: `Cannot reach a broker at localhost:${address.port}: connection refused, and ` +
      "starting one failed: cannot listen: no luck",
    hint: "Try again",
  });
});

Deno.test("ensureDefaultBroker() names a broker elsewhere on its data", async () => {
  await using folder = await tempFolder();
  await using stack = new AsyncDisposableStack();
  const [address, other] = [freeAddress(), freeAddress()];
  await launchHere(stack, folder, other)(["wah"], never);
  await assert.rejects(ensure(address, refuse, { folder }), {
    name: "UnreachableError",
    message: `Cannot reach a broker at localhost:${address.port}: connection refused, and ` +
      `starting one failed: cannot start it: process 4711 uses the data in ` +
      `"${folder.file("wah")}" and listens on localhost:${other.port}`,
    hint: `Add -b localhost:${other.port} to use that one`,
  });
});

Deno.test("ensureDefaultBroker() rejects with its signal's reason", async () => {
  await using folder = await tempFolder();
  const controller = new AbortController();
  const reason = new InterruptedError();
  const launch: Launch = () => {
    controller.abort(reason);
    return Promise.reject(reason);
  };
  const options = { folder, signal: controller.signal };
  await assert.rejects(ensure(freeAddress(), launch, options), reason);
});

Deno.test("two first commands without a broker start only one", async () => {
  await using _port = await reserveDefaultPort();
  await using folder = await tempFolder();
  const environment = { env: { XDG_DATA_HOME: folder.path, WAH_EMBEDDED: "on" } };
  const data = folder.file("wah");
  await using _stop = { [Symbol.asyncDispose]: async () => void await stopBroker(data, never) };
  await using first = spawnCli(["topic", "create", "one", "-o", "jsonl"], environment);
  await using second = spawnCli(["topic", "create", "two", "-o", "jsonl"], environment);
  const results = await Promise.all([first.result, second.result]);
  assert.deepEqual(results.map(({ status }) => status), [0, 0], JSON.stringify(results));
  const line =
    `Started a broker on localhost:9092, because none was running. Its data is in "${data}"; ` +
    "stop it with wah dev stop\n";
  assert.deepEqual(results.map(({ stderr }) => stderr).sort(), ["", line]);
  await using health = spawnCli(["health", "-o", "jsonl"], environment);
  assert.equal((await health.result).status, 0);
});

for (const line of ["topic create orders", "consume orders -n 0 -o :end", "chat log"]) {
  Deno.test(`deno task ${line} has the permissions to start a broker`, async () => {
    await using _port = await reserveDefaultPort();
    await using folder = await tempFolder();
    const data = folder.file("wah");
    await using _stop = { [Symbol.asyncDispose]: async () => void await stopBroker(data, never) };
    await using task = new TestProcess(Deno.execPath(), ["task", "-q", ...line.split(" ")], {
      cwd: root,
      env: { ...cliEnvironment(), XDG_DATA_HOME: folder.path, WAH_EMBEDDED: "on" },
    });
    const { stderr } = await task.result;
    assert.match(stderr, /^Started a broker on localhost:9092, because none was running\. /);
  });
}

Deno.test("health starts no broker", async () => {
  await using _port = await reserveDefaultPort();
  await using folder = await tempFolder();
  const environment = { env: { XDG_DATA_HOME: folder.path, WAH_EMBEDDED: "on" } };
  await using health = spawnCli(["health"], environment);
  const { status, stderr } = await health.result;
  assert.equal(status, 3);
  assert.match(stderr, /^error: Cannot reach a broker at localhost:9092: connection refused\n/);
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});
