import assert from "node:assert/strict";
import { parseToml, readSettingsText } from "../../../lib/settings/toml_file.ts";
import { tempFolder } from "../../support/temp_folder.ts";

Deno.test("readSettingsText() is null if there is no file, and for a folder", async () => {
  await using folder = await tempFolder();
  assert.equal(readSettingsText(folder.file("none.toml")), null);
  assert.equal(readSettingsText(folder.file("none/none.toml")), null);
  assert.equal(readSettingsText(folder.path), null);
});

Deno.test("readSettingsText() rejects a file of more than 1 MiB", async () => {
  await using folder = await tempFolder();
  const file = folder.file("big.toml");
  await Deno.writeTextFile(file, "# \n".repeat(350_000));
  assert.throws(() => readSettingsText(file), {
    name: "UsageError",
    message: `Cannot read "${file}": it is larger than 1 MiB`,
  });
});

Deno.test("parseToml() names the file, the line and the column of an error", async () => {
  await assert.rejects(parseToml({ file: "/f.toml", text: "a = 1\nb = [1,\n" }), {
    name: "UsageError",
    message: 'Cannot read "/f.toml": line 3, column 1: invalid value',
  });
});
