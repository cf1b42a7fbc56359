import assert from "node:assert/strict";
import { broker } from "../../support/brokers/broker.ts";
import { DevProcess } from "../../support/broker_faults/dev_process.ts";
import { runCli, startCli } from "../../support/cli/cli.ts";
import { poll } from "../../support/poll.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { consumed, copy, produce, topics } from "./_copies.ts";

const { brokers } = broker();
const values = Array.from({ length: 1_000 }, (_, index) => `${index}`);

async function waitForRecords(topic: string, count: number, at?: string): Promise<void> {
  await poll(
    async () => (await consumed(topic, "%v\\n", at)).length >= count || undefined,
    () => `${topic} did not reach ${count} records`,
  );
}

Deno.test("wah copy continues if the broker of the target is killed and comes back", async () => {
  await using folder = await tempFolder();
  await using created = await topics([1]);
  const [source] = created.names as [string];
  await produce(source, values.map((value) => ({ value })));
  const data = folder.file("data");
  const first = await DevProcess.start({ data });
  const address = `127.0.0.1:${first.port}`;
  await runCli(["topic", "create", "target"], { brokers: address });
  const argv = ["copy", source, "target", "--to-brokers", address, "--rate", "300/s"];
  const running = startCli(argv, { brokers });
  await waitForRecords("target", 100, address);
  await first.end("SIGKILL");
  await using _second = await DevProcess.start({ data, args: ["--listen", address] });
  const { status, stderr } = await running.result;
  assert.equal(status, 0, stderr);
  assert.deepEqual(await consumed("target", "%v\\n", address), values);
});

Deno.test("wah copy continues if the broker of the source is killed and comes back", async () => {
  await using folder = await tempFolder();
  await using created = await topics([1]);
  const [target] = created.names as [string];
  const data = folder.file("data");
  const first = await DevProcess.start({ data });
  const address = `127.0.0.1:${first.port}`;
  const stdin = values.map((value) => `${value.padStart(20_000, "0")}\n`).join("");
  await runCli(["topic", "create", "source"], { brokers: address });
  const written = await runCli(["produce", "source"], { brokers: address, stdin });
  assert.equal(written.status, 0, written.stderr);
  const argv = ["copy", "source", target, "--to-brokers", brokers, "--rate", "300/s"];
  const running = startCli(argv, { brokers: address });
  await waitForRecords(target, 10);
  await first.end("SIGKILL");
  await running.stderr.waitFor(/the broker does not respond, trying again/);
  await using _second = await DevProcess.start({ data, args: ["--listen", address] });
  const { status, stderr } = await running.result;
  assert.equal(status, 0, stderr);
  const found = await consumed(target, "%v\\n");
  assert.deepEqual(found.map((value) => `${Number(value)}`), values);
});

Deno.test("wah copy reports records that are too large, and copies others", async () => {
  await using created = await topics([2, 2]);
  const [source, target] = created.names as [string, string];
  const config = ["--set", "max.message.bytes=2000"];
  const altered = await runCli(["topic", "alter", target, ...config], { brokers });
  assert.equal(altered.status, 0, altered.stderr);
  const sizes = [10, 5_000, 5_000, 20, 5_000, 30];
  const records = sizes.map((size) => ({ value: "x".repeat(size), partition: 1 }));
  await produce(source, records);
  for (const flags of [[], ["--where", "true"]]) {
    const { status, stdout, stderr } = await copy(source, target, ...flags);
    assert.equal(status, 1);
    assert.match(stdout, /^Copied 3 records/);
    const lines = stderr.trimEnd().split("\n").toSorted();
    assert.equal(lines.length, 3, stderr);
    assert.match(lines[0]!, /partition 1 offset 4: .*MESSAGE_TOO_LARGE/);
    assert.match(lines[1]!, /partition 1 offsets 1 to 2: .*MESSAGE_TOO_LARGE/);
    assert.equal(lines[2], "error: Cannot copy 3 of 6 records: see above");
  }
  const found = await consumed(target, "%V\\n");
  assert.deepEqual(found.sort(), ["10", "10", "20", "20", "30", "30"]);
});

Deno.test("wah copy exits with 1 if the target is deleted in the meantime", async () => {
  await using folder = await tempFolder();
  await using created = await topics([1, 1]);
  const [source, target] = created.names as [string, string];
  await produce(source, values.map((value) => ({ value })));
  const file = folder.file("copy.json");
  const argv = ["copy", source, target, "--rate", "100/s", "--resume", file];
  const running = startCli(argv, { brokers });
  await waitForRecords(target, 10);
  const deleted = await runCli(["topic", "delete", "-y", target], { brokers });
  assert.equal(deleted.status, 0, deleted.stderr);
  const { status, stderr } = await running.result;
  assert.equal(status, 1);
  assert.match(stderr, new RegExp(`^error: Cannot copy to "${target}": .*UNKNOWN_TOPIC`, "m"));
});
