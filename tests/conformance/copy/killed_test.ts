import assert from "node:assert/strict";
import { broker } from "../../support/brokers/broker.ts";
import { spawnCli } from "../../support/cli/cli.ts";
import { cliCommand, cliEnvironment } from "../../support/cli/cli_process.ts";
import { runProcess } from "../../support/cli/process.ts";
import { underFault, underStrace } from "../../support/broker_faults/strace.ts";
import { poll } from "../../support/poll.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { consumed, copy, produce, topics } from "./_copies.ts";

const { brokers } = broker();
const count = 1_500;
const partitions = 2;
const values = Array.from({ length: count }, (_, index) => `${index}`);

/** Two topics; the first one has all values. */
async function filledTopics(): Promise<Awaited<ReturnType<typeof topics>>> {
  const created = await topics([partitions, partitions]);
  const records = values.map((value, index) => ({ value, partition: index % partitions }));
  await produce(created.names[0]!, records);
  return created;
}

/** Copies the rest, and checks that nothing is missing. */
async function checkRest(source: string, target: string, file: string): Promise<void> {
  const { status, stderr } = await copy(source, target, "--resume", file);
  assert.equal(status, 0, stderr);
  const found = await consumed(target, "%v\\n");
  assert.deepEqual([...new Set(found)].sort(), values.toSorted());
}

Deno.test("wah copy --resume loses nothing if it is killed again and again", async () => {
  await using folder = await tempFolder();
  await using created = await filledTopics();
  const [source, target] = created.names as [string, string];
  const file = folder.file("copy.json");
  for (const share of [0, 0.1, 0.3, 0.6]) {
    const argv = ["copy", source, target, "--resume", file, "--rate", "400/s"];
    await using running = spawnCli(argv, { brokers });
    await poll(
      async () => (await consumed(target)).length > share * count || undefined,
      () => `the copy did not reach ${share * count} records: ${running.stderr.text}`,
    );
    running.kill("SIGKILL");
    assert.equal((await running.result).signal, "SIGKILL");
  }
  await checkRest(source, target, file);
  // Each kill repeats at most the records of about a second.
  const duplicates = (await consumed(target)).length - count;
  assert.ok(duplicates < count, `${duplicates} duplicates`);
});

/** The system calls that save the state, at each of which the copy is killed. */
const steps = ["write", "fsync", "rename"] as const;
/**
 * Which call of a thread kills the copy. Deno spreads the calls over a few threads, so that a
 * second call of one of them is some seconds later, after a part of the records was copied.
 */
const calls = { first: "1", later: "2+" } as const;

for (const step of steps) {
  for (const [which, when] of Object.entries(calls)) {
    Deno.test(`wah copy --resume loses nothing if it is killed at a ${which} ${step}`, async () => {
      await using folder = await tempFolder();
      await using created = await filledTopics();
      const [source, target] = created.names as [string, string];
      const file = folder.file("copy.json");
      // With its filter in the kernel, strace counts no calls for signals.
      const [command, ...args] = underStrace([
        ...["-e", `trace=${step}`, "-e", `inject=${step}:signal=KILL:when=${when}`],
        ...["-P", `${file}.new`, "-o", "/dev/null"],
        ...cliCommand(["copy", source, target, "--resume", file, "--rate", "150/s"]),
      ]).filter((word) => word !== "--seccomp-bpf");
      const { signal, status } = await runProcess(command!, args, {
        env: { ...cliEnvironment(), WAH_BROKERS: brokers },
      });
      assert.ok(signal === "SIGKILL" || status === 137, `status ${status}`);
      assert.equal((await consumed(target)).length > 0, which === "later");
      await checkRest(source, target, file);
    });
  }
}

Deno.test("wah copy --resume exits with 1 if the state cannot be saved", async () => {
  await using folder = await tempFolder();
  await using created = await filledTopics();
  const [source, target] = created.names as [string, string];
  const file = folder.file("copy.json");
  const fault = { path: `${file}.new`, calls: ["write"], error: "ENOSPC", first: 2 } as const;
  const [command, ...args] = [
    ...underFault(fault),
    ...cliCommand(["copy", source, target, "--resume", file, "--rate", "500/s"]),
  ];
  const { status, stderr } = await runProcess(command!, args, {
    env: { ...cliEnvironment(), WAH_BROKERS: brokers },
  });
  assert.equal(status, 1);
  assert.match(stderr, /^error: Cannot write ".*copy.json": No space left on device\n/m);
  await checkRest(source, target, file);
});
