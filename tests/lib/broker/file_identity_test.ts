import assert from "node:assert/strict";
import { FileIdentity } from "../../../lib/broker/file_identity.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const changes: readonly (readonly [what: string, change: (path: string) => void, boolean])[] = [
  ["was written to", (path) => Deno.writeTextFileSync(path, "more", { append: true }), true],
  ["was deleted", (path) => Deno.removeSync(path), false],
  ["was moved", (path) => Deno.renameSync(path, `${path}.moved`), false],
  [
    "was replaced by a copy",
    (path): void => {
      Deno.copyFileSync(path, `${path}.copy`);
      Deno.renameSync(`${path}.copy`, path);
    },
    false,
  ],
  [
    "lies behind a symbolic link now",
    (path): void => {
      Deno.renameSync(path, `${path}.moved`);
      Deno.symlinkSync(`${path}.moved`, path);
    },
    false,
  ],
];

for (const [what, change, isInPlace] of changes) {
  Deno.test(`FileIdentity.isInPlace is ${isInPlace} for a file that ${what}`, async () => {
    await using folder = await tempFolder();
    Deno.writeTextFileSync(folder.file("file"), "text");
    const identity = new FileIdentity(folder.file("file"));
    change(folder.file("file"));
    assert.equal(identity.isInPlace, isInPlace);
  });
}

Deno.test("FileIdentity.isInPlace is false after the directory was moved", async () => {
  await using folder = await tempFolder();
  Deno.mkdirSync(folder.file("data"));
  Deno.writeTextFileSync(folder.file("data/file"), "text");
  const identity = new FileIdentity(folder.file("data/file"));
  Deno.renameSync(folder.file("data"), folder.file("moved"));
  assert.equal(identity.isInPlace, false);
  Deno.writeTextFileSync(folder.file("data"), "a file instead");
  assert.equal(identity.isInPlace, false);
  Deno.removeSync(folder.file("data"));
  Deno.symlinkSync(folder.file("moved"), folder.file("data"));
  assert.equal(identity.isInPlace, true);
});
