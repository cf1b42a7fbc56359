import assert from "node:assert/strict";
import { cliCommand, cliEnvironment } from "./support/cli/cli_process.ts";
import { runProcess, TestProcess } from "./support/cli/process.ts";

/** A closed port of this machine, which refuses every connection at once. */
const nowhere = "127.0.0.1:1";

function start(argv: readonly string[], env: Record<string, string> = {}): TestProcess {
  const [command, ...args] = cliCommand(argv);
  return new TestProcess(command, args, {
    env: { ...cliEnvironment(), WAH_BROKERS: nowhere, ...env },
  });
}

const stopStatuses = [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const;

for (const [signal, expected] of stopStatuses) {
  Deno.test(`main.ts exits with ${expected} and prints nothing at ${signal}`, async () => {
    await using process = start(["health", "--watch", "-o", "jsonl"]);
    await process.stderr.waitFor("checking again");
    const before = process.stderr.text;
    process.kill(signal);
    const { status, stdout, stderr } = await process.result;
    assert.deepEqual([status, stdout, stderr], [expected, "", before]);
  });
}

Deno.test("main.ts prints help into a pipe without color", async () => {
  await using process = start(["--help"]);
  const { status, stdout, stderr } = await process.result;
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, /\nExamples:\n/);
  assert.ok(!stdout.includes("\x1b"));
});

Deno.test("main.ts exits with the status of the error, and prints one line on stderr", async () => {
  await using process = start(["topic", "create", "orders"]);
  const { status, stdout, stderr } = await process.result;
  assert.deepEqual([status, stdout], [3, ""]);
  assert.match(stderr, /^error: Cannot reach a broker at [^\n]+\nhint: [^\n]+\n$/);
});

Deno.test("main.ts prints no log lines of a library, not even with -v", async () => {
  await using process = start(["-v", "health"], { KAFKAJS_LOG_LEVEL: "DEBUG" });
  const { stdout, stderr } = await process.result;
  assert.equal(stdout, "");
  assert.match(stderr, /^error: [^\n]+\nhint: [^\n]+\n(cause: [^\n]+\n)+$/);
});

/** Runs shell code in which `"$@"` is a wah command line. */
async function shell(code: string, argv: readonly string[]): Promise<[number, string, string]> {
  const args = ["-c", code, "sh", ...cliCommand(argv)];
  const { status, stdout, stderr } = await runProcess("bash", args, { env: cliEnvironment() });
  return [status, stdout, stderr];
}

Deno.test("main.ts exits with 0 and prints nothing if its reader has exited", async () => {
  const code = '{ trap "" PIPE; while echo 2>/dev/null; do :; done; "$@"; echo "$?" >&2; } | true';
  assert.deepEqual(await shell(code, ["--help"]), [0, "", "0\n"]);
});

Deno.test("main.ts keeps its status if stderr is closed", async () => {
  assert.deepEqual(await shell('"$@" 2>&-; echo $?', ["topci"]), [0, "2\n", ""]);
});

Deno.test("main.ts reports a full disk, but not as an internal error", async () => {
  const [, , stderr] = await shell('"$@" >/dev/full', ["--help"]);
  assert.match(stderr, /^error: Cannot write the output: No space left on device [^\n]+\n$/);
});

Deno.test("main.ts keeps its status if its errors cannot be written", async () => {
  assert.deepEqual(await shell('"$@" 2>/dev/full; echo $?', ["topci"]), [0, "2\n", ""]);
});

Deno.test("main.ts prints a hint if a permission is missing", async () => {
  const [command, run, ...rest] = cliCommand(["health"]);
  const args = [run!, ...rest.filter((word) => !word.startsWith("--allow-env"))];
  const { status, stderr } = await runProcess(command, args, {
    env: { ...cliEnvironment(), WAH_BROKERS: nowhere },
  });
  assert.equal(status, 1);
  assert.match(stderr, /^error: Requires env access [^\n]+\nhint: Run wah through its tasks/);
});
