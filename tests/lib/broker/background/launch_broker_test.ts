import assert from "node:assert/strict";
import { launchBroker } from "../../../../lib/broker/background/launch_broker.ts";
import { tempFolder } from "../../../support/temp_folder.ts";

const never = new AbortController().signal;

function shell(code: string): ["sh", "-c", string] {
  return ["sh", "-c", code];
}

Deno.test("launchBroker() resolves at the first line, whatever comes of the process", async () => {
  const { ended } = await launchBroker(shell("echo ready localhost:1; exit 1"), never);
  // The process does not keep the event loop running, so a timer does until it has exited.
  const timer = setInterval(() => {}, 1_000);
  await ended;
  clearInterval(timer);
});

for (const [status, name] of [[1, "FailedError"], [2, "UsageError"], [3, "FailedError"]] as const) {
  Deno.test(`launchBroker() throws a ${name} where it ends with ${status}`, async () => {
    const code =
      `echo "error: Cannot start: no luck" >&2; echo "hint: Try again" >&2; exit ${status}`;
    await assert.rejects(launchBroker(shell(code), never), {
      name,
      message: "Cannot start: no luck",
      hint: "Try again",
    });
  });
}

Deno.test("launchBroker() passes on the last line of what is not an error of ours", async () => {
  await assert.rejects(
    launchBroker(shell("echo thread panicked >&2; echo boom >&2; exit 7"), never),
    {
      name: "FailedError",
      message: "Cannot start the broker: boom",
    },
  );
});

Deno.test("launchBroker() tells the status where nothing was said", async () => {
  await assert.rejects(launchBroker(shell("kill -KILL $$"), never), {
    name: "FailedError",
    message: "Cannot start the broker: it exited with status 137",
  });
});

Deno.test("launchBroker() ends the process when its signal aborts", async () => {
  await using folder = await tempFolder();
  const controller = new AbortController();
  const reason = new Error("stop");
  const fifo = folder.file("fifo");
  await new Deno.Command("mkfifo", { args: [fifo] }).output();
  const code =
    `trap 'echo ended >"${fifo}"; exit 1' TERM; echo up >"${fifo}"; while :; do wait; done`;
  const launching = launchBroker(shell(code), controller.signal);
  assert.equal(await Deno.readTextFile(fifo), "up\n");
  const ended = Deno.readTextFile(fifo);
  controller.abort(reason);
  await assert.rejects(launching, reason);
  assert.equal(await ended, "ended\n");
});

Deno.test("launchBroker() starts nothing once its signal is aborted", async () => {
  const reason = new Error("stop");
  await assert.rejects(launchBroker(shell("exit"), AbortSignal.abort(reason)), reason);
});
