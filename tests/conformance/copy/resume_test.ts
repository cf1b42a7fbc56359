import assert from "node:assert/strict";
import { broker } from "../../support/brokers/broker.ts";
import { runCli, startCli } from "../../support/cli/cli.ts";
import { poll } from "../../support/poll.ts";
import { type TempFolder, tempFolder } from "../../support/temp_folder.ts";
import { consumed, copy, produce, topics } from "./_copies.ts";

const { brokers } = broker();

/** A resume file that is not there yet. */
async function resumeFile(): Promise<TempFolder & { readonly state: string }> {
  const folder = await tempFolder();
  return { ...folder, state: folder.file("copy.json") };
}

interface SavedFile {
  readonly partitions: Readonly<Record<string, { readonly next: string; readonly stop: string }>>;
  readonly failed: Readonly<Record<string, readonly (readonly [string, string])[]>>;
}

async function saved(path: string): Promise<SavedFile> {
  return JSON.parse(await Deno.readTextFile(path));
}

function numbered(count: number, first = 0): { readonly value: string }[] {
  return Array.from({ length: count }, (_, index) => ({ value: `${first + index}` }));
}

Deno.test("wah copy --resume continues where the last run stopped", async () => {
  await using folder = await resumeFile();
  await using created = await topics([1, 1]);
  const [source, target] = created.names as [string, string];
  await produce(source, numbered(10));
  const flags = ["--resume", folder.state];
  assert.match((await copy(source, target, ...flags, "-n", "4")).stdout, /^Copied 4 records/);
  assert.deepEqual((await saved(folder.state)).partitions, { 0: { next: "4", stop: "10" } });
  await produce(source, numbered(2, 10));
  // The ends are those of the first run.
  assert.match((await copy(source, target, ...flags)).stdout, /^Copied 6 records/);
  assert.match((await copy(source, target, ...flags)).stdout, /^Copied 2 records/);
  assert.match((await copy(source, target, ...flags)).stdout, /^Copied 0 records/);
  assert.deepEqual(await consumed(target, "%v\\n"), numbered(12).map(({ value }) => value));
});

Deno.test("wah copy --resume copies a topic to itself once", async () => {
  await using folder = await resumeFile();
  await using created = await topics([1]);
  const [topic] = created.names as [string];
  await produce(topic, numbered(6));
  const flags = ["--resume", folder.state];
  await copy(topic, topic, ...flags, "-n", "2");
  assert.match((await copy(topic, topic, ...flags)).stdout, /^Copied 4 records/);
  assert.match((await copy(topic, topic, ...flags)).stdout, /^Copied 0 records/);
  const values = numbered(6).map(({ value }) => value);
  assert.deepEqual(await consumed(topic, "%v\\n"), [...values, ...values]);
});

Deno.test("wah copy --resume tries failed records again, and no others", async () => {
  await using folder = await resumeFile();
  await using created = await topics([1, 1]);
  const [source, target] = created.names as [string, string];
  await produce(source, ["1", "x", "y", "4", "z"].map((value) => ({ value })));
  const flags = ["--resume", folder.state, "--transform"];
  const first = await copy(source, target, ...flags, "value + 1");
  assert.equal(first.status, 1);
  assert.match(
    first.stderr,
    /Cannot copy 3 of 5 records: see above\nhint: Run the same command again/,
  );
  assert.deepEqual((await saved(folder.state)).failed, { 0: [["1", "2"], ["4", "4"]] });
  const transform = 'value == "x" ? "was x" : string(value.n)';
  const second = await copy(source, target, ...flags, transform);
  assert.equal(second.status, 1);
  assert.match(second.stdout, /^Copied 1 record /);
  assert.deepEqual((await saved(folder.state)).failed, { 0: [["2", "2"], ["4", "4"]] });
  const third = await copy(source, target, ...flags, "value");
  assert.equal(third.status, 0, third.stderr);
  assert.deepEqual((await saved(folder.state)).failed, {});
  assert.deepEqual(await consumed(target, "%v\\n"), ["2", "5", "was x", "y", "z"]);
});

Deno.test("wah copy --resume remembers records until the target accepts them", async () => {
  await using folder = await resumeFile();
  await using created = await topics([1, 1]);
  const [source, target] = created.names as [string, string];
  await produce(source, [{ value: "a" }, { value: "x".repeat(5_000) }, { value: "b" }]);
  const limit = async (bytes: string): Promise<void> => {
    const config = `max.message.bytes=${bytes}`;
    const altered = await runCli(["topic", "alter", target, "--set", config], { brokers });
    assert.equal(altered.status, 0, altered.stderr);
  };
  await limit("1000");
  const flags = ["--resume", folder.state];
  const first = await copy(source, target, ...flags);
  assert.equal(first.status, 1);
  assert.match(first.stderr, new RegExp(`^error: "${source}" partition 0 offset 1: .*TOO_LARGE`));
  assert.deepEqual((await consumed(target, "%v\\n")).sort(), ["a", "b"]);
  await limit("100000");
  const second = await copy(source, target, ...flags);
  assert.equal(second.status, 0, second.stderr);
  assert.deepEqual((await consumed(target, "%V\\n")).sort(), ["1", "1", "5000"]);
});

Deno.test("wah copy at Ctrl-C reports what is not copied, and the next run copies it", async () => {
  await using folder = await resumeFile();
  await using created = await topics([1, 1]);
  const [source, target] = created.names as [string, string];
  await produce(source, numbered(1_000));
  const argv = ["copy", source, target, "--resume", folder.state];
  const running = startCli([...argv, "--rate", "50/s"], { brokers });
  await poll(
    async () => (await consumed(target)).length > 5 || undefined,
    () => "nothing was copied",
  );
  running.interrupt();
  const { status, stdout, stderr } = await running.result;
  assert.equal(status, 130);
  assert.equal(stdout, "");
  const [, records, next] = new RegExp(
    `^error: Interrupted after (\\d+) records; not copied: "${source}" partition 0 ` +
      "from offset (\\d+) to 999\nhint: Run the same command again to continue\n$",
  ).exec(stderr) ?? assert.fail(stderr);
  assert.equal(records, next);
  assert.equal((await consumed(target)).length, Number(records));
  assert.equal((await saved(folder.state)).partitions["0"]?.next, next);
  assert.equal((await copy(source, target, "--resume", folder.state)).status, 0);
  assert.deepEqual(await consumed(target, "%v\\n"), numbered(1_000).map(({ value }) => value));
});

Deno.test("wah copy --dry-run reads the resume file, and leaves it alone", async () => {
  await using folder = await resumeFile();
  await using created = await topics([1, 1]);
  const [source, target] = created.names as [string, string];
  await produce(source, numbered(5));
  const flags = ["--resume", folder.state];
  await copy(source, target, ...flags, "--dry-run");
  await assert.rejects(Deno.stat(folder.state), Deno.errors.NotFound);
  await copy(source, target, ...flags, "-n", "2");
  const before = await Deno.readTextFile(folder.state);
  const { stdout } = await copy(source, target, ...flags, "--dry-run");
  assert.match(stdout, /^Would copy 3 records/);
  assert.equal(await Deno.readTextFile(folder.state), before);
});

Deno.test("wah copy --resume refuses the file of another copy", async () => {
  await using folder = await resumeFile();
  await using created = await topics([1, 1, 1]);
  const [source, target, other] = created.names as [string, string, string];
  await produce(source, numbered(3));
  const flags = ["--resume", folder.state];
  await copy(source, target, ...flags);
  const wrong = await copy(source, other, ...flags);
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /Cannot resume from ".*": it is about the target topic /);
  assert.match(wrong.stderr, /\nhint: Remove the file to start from the beginning/);
  await runCli(["topic", "reset", "-y", target], { brokers });
  const recreated = await copy(source, target, ...flags);
  assert.equal(recreated.status, 1);
  assert.match(recreated.stderr, /was deleted and recreated since/);
});

Deno.test("wah copy --resume fails before it copies if the file cannot be used", async () => {
  await using folder = await resumeFile();
  await using created = await topics([1, 1]);
  const [source, target] = created.names as [string, string];
  await produce(source, numbered(3));
  const missing = await copy(source, target, "--resume", folder.file("no/copy.json"));
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /^error: Cannot write ".*copy.json": No such file or directory\n/);
  const contents = [["hello", /it does not contain the state/], [
    '{"version":9}',
    /a newer version/,
  ]];
  for (const [content, reason] of contents as [string, RegExp][]) {
    await Deno.writeTextFile(folder.state, content);
    const { status, stderr } = await copy(source, target, "--resume", folder.state);
    assert.equal(status, 1);
    assert.match(stderr, reason);
    assert.equal(await Deno.readTextFile(folder.state), content);
  }
  assert.deepEqual(await consumed(target), []);
});
