import assert from "node:assert/strict";
import { launchBroker } from "../../../../commands/_shared/broker/launch_broker.ts";
import { tempFolder } from "../../../support/temp_folder.ts";

const never = new AbortController().signal;

function shell(code: string): ["sh", "-c", string] {
  return ["sh", "-c", code];
}

Deno.test("launchBroker() resolves at the first line, even if the process then exits", async () => {
  const { ended } = await launchBroker(shell("echo ready localhost:1; exit 1"), never);
  // The process itself does not keep the event loop running.
  const keepRunning = setInterval(() => {}, 1000);
  await ended;
  clearInterval(keepRunning);
});

for (const [status, name] of [[1, "FailedError"], [2, "UsageError"], [3, "FailedError"]] as const) {
  Deno.test(`launchBroker() throws a ${name} if the process exits with ${status}`, async () => {
    const code =
      `echo "error: Cannot start: no luck" >&2; echo "hint: Try again" >&2; exit ${status}`;
    await assert.rejects(launchBroker(shell(code), never), {
      name,
      message: "Cannot start: no luck",
      hint: "Try again",
    });
  });
}

Deno.test("launchBroker() quotes the last line if the process prints no error of wah", async () => {
  await assert.rejects(
    launchBroker(shell("echo thread panicked >&2; echo boom >&2; exit 7"), never),
    {
      name: "FailedError",
      message: "Cannot start the broker: boom",
    },
  );
});

Deno.test("launchBroker() quotes the exit status if the process prints nothing", async () => {
  await assert.rejects(launchBroker(shell("kill -KILL $$"), never), {
    name: "FailedError",
    message: "Cannot start the broker: it exited with status 137",
  });
});

Deno.test("launchBroker() stops the process when its signal aborts", async () => {
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

Deno.test("launchBroker() starts no process if its signal is already aborted", async () => {
  const reason = new Error("stop");
  await assert.rejects(launchBroker(shell("exit"), AbortSignal.abort(reason)), reason);
});
