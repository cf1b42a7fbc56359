import assert from "node:assert/strict";
import { LogFile } from "../../../../lib/broker/background/log_file.ts";
import { runProcess } from "../../../support/cli/process.ts";
import { tempFolder } from "../../../support/temp_folder.ts";

const now = (): number => Date.UTC(2026, 0, 31, 12);

function open(path: string, maxBytes = 1000): LogFile {
  return new LogFile({ path, maxBytes, now });
}

Deno.test("LogFile appends lines with their time, readable only for its owner", async () => {
  await using folder = await tempFolder();
  const path = folder.file("broker.log");
  for (const line of ["one", "two"]) {
    using log = open(path);
    log.write(line);
  }
  assert.equal(
    Deno.readTextFileSync(path),
    "2026-01-31T12:00:00.000Z one\n2026-01-31T12:00:00.000Z two\n",
  );
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
});

Deno.test("LogFile keeps one older file, so that both have at most twice its limit", async () => {
  await using folder = await tempFolder();
  const path = folder.file("broker.log");
  using log = open(path, 40);
  for (const line of ["one", "two", "three", "four", "five"]) log.write(line);
  assert.match(Deno.readTextFileSync(path), /^\S+ five\n$/);
  assert.match(Deno.readTextFileSync(`${path}.old`), /^\S+ three\n\S+ four\n$/);
});

Deno.test("LogFile removes the access of other users to an earlier version's log", async () => {
  await using folder = await tempFolder();
  const path = folder.file("broker.log");
  Deno.writeTextFileSync(path, "old\n");
  Deno.chmodSync(path, 0o644);
  using log = open(path);
  log.write("new");
  assert.match(Deno.readTextFileSync(path), /^old\n\S+ new\n$/);
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
});

for (const [kind, link] of [["symbolic", Deno.symlinkSync], ["hard", Deno.linkSync]] as const) {
  Deno.test(`LogFile rejects a ${kind} link, even one that appears while it is open`, async () => {
    await using folder = await tempFolder();
    const path = folder.file("broker.log");
    const victim = folder.file("victim");
    Deno.writeTextFileSync(victim, "untouched");
    link(victim, path);
    assert.throws(() => open(path), { message: new RegExp(`^"broker.log" .*${kind}`) });
    Deno.removeSync(path);
    using log = open(path);
    log.write("before");
    Deno.removeSync(path);
    link(victim, path);
    log.write("after");
    assert.equal(Deno.readTextFileSync(victim), "untouched");
  });
}

Deno.test("LogFile rejects a named pipe instead of waiting for its reader", async () => {
  await using folder = await tempFolder();
  const path = folder.file("broker.log");
  await runProcess("mkfifo", [path]);
  assert.throws(() => open(path), { message: '"broker.log" is not a regular file' });
});

Deno.test("LogFile continues in a new file if its own was deleted", async () => {
  await using folder = await tempFolder();
  const path = folder.file("broker.log");
  using log = open(path);
  log.write("before");
  Deno.removeSync(path);
  log.write("after");
  assert.match(Deno.readTextFileSync(path), /^\S+ after\n$/);
});

Deno.test("LogFile continues in its own file if its directory was moved", async () => {
  await using folder = await tempFolder();
  Deno.mkdirSync(folder.file("data"));
  using log = open(folder.file("data/broker.log"));
  log.write("before");
  Deno.renameSync(folder.file("data"), folder.file("moved"));
  log.write("after");
  assert.match(Deno.readTextFileSync(folder.file("moved/broker.log")), / before\n\S+ after\n$/);
});

Deno.test("LogFile writes nothing once it is closed", async () => {
  await using folder = await tempFolder();
  const path = folder.file("broker.log");
  const log = open(path);
  log[Symbol.dispose]();
  using _other = Deno.openSync(folder.file("other"), { write: true, create: true });
  log.write("late");
  assert.deepEqual(
    [Deno.readTextFileSync(path), Deno.readTextFileSync(folder.file("other"))],
    ["", ""],
  );
});
