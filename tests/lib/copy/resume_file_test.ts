import assert from "node:assert/strict";
import { join } from "node:path";
import type { CopyState } from "../../../lib/copy/copy_state.ts";
import { OffsetRanges } from "../../../lib/copy/offset_ranges.ts";
import { ResumeFile } from "../../../lib/copy/resume_file.ts";
import { FailedError } from "../../../lib/errors.ts";
import { tempFolder } from "../../support/temp_folder.ts";

function stateOf(next: bigint): CopyState {
  return {
    source: { cluster: "c", topic: "a", topicId: null },
    target: { cluster: "c", header: "to" },
    partitions: new Map([[0, { next, stop: 100n }]]),
    failed: new OffsetRanges(),
  };
}

Deno.test("ResumeFile.read() returns null without a file, and for an empty one", async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, "copy.json");
  assert.equal(await new ResumeFile(path).read(), null);
  await Deno.writeTextFile(path, "");
  assert.equal(await new ResumeFile(path).read(), null);
});

Deno.test("ResumeFile.write() replaces the state, and leaves no other file", async () => {
  await using folder = await tempFolder();
  const file = new ResumeFile(join(folder.path, "copy.json"));
  // What a killed process left.
  await Deno.writeTextFile(join(folder.path, "copy.json.new"), '{"version":1,');
  for (const next of [1n, 2n]) await file.write(stateOf(next));
  assert.deepEqual((await file.read())?.partitions, new Map([[0, { next: 2n, stop: 100n }]]));
  const names = await Array.fromAsync(Deno.readDir(folder.path), ({ name }) => name);
  assert.deepEqual(names, ["copy.json"]);
});

Deno.test("ResumeFile.write() writes through a symbolic link", async () => {
  await using folder = await tempFolder();
  const [link, target] = [join(folder.path, "link"), join(folder.path, "target")];
  await Deno.writeTextFile(target, "");
  await Deno.symlink(target, link);
  await new ResumeFile(link).write(stateOf(3n));
  assert.ok((await Deno.lstat(link)).isSymlink);
  assert.equal((await new ResumeFile(target).read())?.partitions.get(0)?.next, 3n);
});

Deno.test("ResumeFile reports what cannot be read or written", async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, "no", "copy.json");
  await assert.rejects(
    new ResumeFile(path).write(stateOf(1n)),
    (error: unknown) =>
      error instanceof FailedError && /Cannot write ".*": No such file/.test(error.message),
  );
  await assert.rejects(
    new ResumeFile(folder.path).read(),
    (error: unknown) =>
      error instanceof FailedError && /Cannot read ".*": Is a directory/.test(error.message),
  );
  const other = join(folder.path, "other");
  await Deno.writeTextFile(other, "hello");
  await assert.rejects(
    new ResumeFile(other).read(),
    (error: unknown) =>
      error instanceof FailedError && /Cannot resume from ".*": it does not/.test(error.message),
  );
});
