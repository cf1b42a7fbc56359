import assert from "node:assert/strict";
import {
  isFileError,
  makePrivate,
  openPrivate,
  tightenIfPresent,
} from "../../../lib/broker/private_file.ts";
import { runProcess } from "../../support/cli/process.ts";
import { tempFolder } from "../../support/temp_folder.ts";

function mode(path: string): number {
  return Deno.lstatSync(path).mode! & 0o777;
}

Deno.test("makePrivate() sets mode 0600 on a new file and on an existing one", async () => {
  await using folder = await tempFolder();
  makePrivate(folder.file("new"));
  assert.equal(mode(folder.file("new")), 0o600);
  Deno.writeTextFileSync(folder.file("old"), "kept");
  Deno.chmodSync(folder.file("old"), 0o664);
  makePrivate(folder.file("old"));
  assert.equal(mode(folder.file("old")), 0o600);
  assert.equal(Deno.readTextFileSync(folder.file("old")), "kept");
});

Deno.test("tightenIfPresent() creates nothing", async () => {
  await using folder = await tempFolder();
  tightenIfPresent(folder.file("absent"));
  assert.deepEqual([...Deno.readDirSync(folder.path)], []);
});

Deno.test("openPrivate() does not change the mode of a file that it only reads", async () => {
  await using folder = await tempFolder();
  Deno.writeTextFileSync(folder.file("file"), "");
  Deno.chmodSync(folder.file("file"), 0o644);
  openPrivate(folder.file("file"), "read").close();
  assert.equal(mode(folder.file("file")), 0o644);
});

for (const access of ["read", "update", "create", "createNew", "append"] as const) {
  Deno.test(`openPrivate() to ${access} opens no link, no pipe and no directory`, async () => {
    await using folder = await tempFolder();
    Deno.writeTextFileSync(folder.file("victim"), "untouched");
    Deno.chmodSync(folder.file("victim"), 0o644);
    Deno.symlinkSync(folder.file("victim"), folder.file("symbolic"));
    Deno.symlinkSync(folder.file("nowhere"), folder.file("dangling"));
    Deno.linkSync(folder.file("victim"), folder.file("hard"));
    Deno.mkdirSync(folder.file("directory"));
    await runProcess("mkfifo", [folder.file("pipe")]);
    for (const name of ["symbolic", "dangling", "hard", "directory", "pipe"]) {
      assert.throws(() => openPrivate(folder.file(name), access), Error, name);
    }
    assert.equal(Deno.readTextFileSync(folder.file("victim")), "untouched");
    assert.equal(mode(folder.file("victim")), 0o644);
    assert.throws(() => Deno.lstatSync(folder.file("nowhere")), Deno.errors.NotFound);
  });
}

Deno.test("openPrivate() states what it found instead of a file", async () => {
  await using folder = await tempFolder();
  Deno.writeTextFileSync(folder.file("file"), "");
  Deno.symlinkSync(folder.file("file"), folder.file("symbolic"));
  Deno.linkSync(folder.file("file"), folder.file("hard"));
  assert.throws(() => openPrivate(folder.file("symbolic"), "append"), {
    message: '"symbolic" is a symbolic link',
  });
  assert.throws(() => openPrivate(folder.file("hard"), "append"), {
    message: '"hard" has a second name (a hard link)',
  });
});

Deno.test("openPrivate() opens a file that can be locked, read and written", async () => {
  await using folder = await tempFolder();
  using file = openPrivate(folder.file("file"), "createNew");
  assert.equal(file.tryLockSync(true), true);
  file.writeSync(new TextEncoder().encode("text"));
  assert.equal(Deno.readTextFileSync(folder.file("file")), "text");
  using again = openPrivate(folder.file("file"), "read");
  assert.equal(again.tryLockSync(false), false);
  assert.throws(() => openPrivate(folder.file("file"), "createNew"), { code: "EEXIST" });
});

Deno.test("openPrivate() removes the access of others, and keeps contents and lock", async () => {
  await using folder = await tempFolder();
  Deno.writeTextFileSync(folder.file("file"), "kept");
  Deno.chmodSync(folder.file("file"), 0o664);
  using holder = Deno.openSync(folder.file("file"));
  holder.lockSync(false);
  using file = openPrivate(folder.file("file"), "append");
  assert.equal(mode(folder.file("file")), 0o600);
  assert.equal(file.tryLockSync(true), false);
  file.writeSync(new TextEncoder().encode(", and more"));
  assert.equal(Deno.readTextFileSync(folder.file("file")), "kept, and more");
});

Deno.test("isFileError() is true only for system errors and unusable files", async () => {
  await using folder = await tempFolder();
  const errorOf = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (error) {
      return error;
    }
  };
  const missing = errorOf(() => openPrivate(folder.file("absent"), "read"));
  const directory = errorOf(() => openPrivate(folder.path, "read"));
  assert.deepEqual([missing, directory].map(isFileError), [true, true]);
  const denied = new Deno.errors.NotCapable("no --allow-read");
  assert.deepEqual([new TypeError("bug"), denied, "text"].map(isFileError), [false, false, false]);
});
