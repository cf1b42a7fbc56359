import assert from "node:assert/strict";
import { parse } from "smol-toml";
import { type ConfigFile, readConfigFile } from "../../../lib/settings/config_file.ts";
import { writeConfig } from "../../../lib/settings/write_config.ts";
import { tempFolder } from "../../support/temp_folder.ts";

function empty(file: string): ConfigFile {
  return {
    file,
    text: "",
    data: {},
    current: undefined,
    names: [],
    unknown: [],
    isNewer: false,
  };
}

Deno.test("writeConfig() creates the file for its user only, and no other file", async () => {
  await using folder = await tempFolder();
  const file = folder.file("config/wah/config.toml");
  await writeConfig(empty(file), [{ path: ["profiles", "a", "color"], value: "red" }]);
  assert.equal(await Deno.readTextFile(file), 'version = 1\n\n[profiles.a]\ncolor = "red"\n');
  assert.deepEqual([...Deno.readDirSync(folder.file("config/wah"))].map(({ name }) => name), [
    "config.toml",
  ]);
  if (Deno.build.os === "windows") return;
  assert.equal(Deno.statSync(file).mode! & 0o777, 0o600);
  assert.equal(Deno.statSync(folder.file("config/wah")).mode! & 0o777, 0o700);
});

Deno.test("writeConfig() keeps unknown keys, also where it cannot keep the layout", async () => {
  await using folder = await tempFolder();
  const file = folder.file("config.toml");
  const text =
    'version = 1\nprofiles = { a = { brokers = "x", future = [1, 2] } }\n[plugin]\nx = 1\n';
  await Deno.writeTextFile(file, text, { mode: 0o600 });
  await writeConfig((await readConfigFile(file))!, [
    { path: ["profiles", "a", "color"], value: "red" },
  ]);
  assert.deepEqual(JSON.parse(JSON.stringify(parse(await Deno.readTextFile(file)))), {
    version: 1,
    profiles: { a: { brokers: "x", future: [1, 2], color: "red" } },
    plugin: { x: 1 },
  });
});

Deno.test("writeConfig() writes through a symbolic link", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using folder = await tempFolder();
  await Deno.writeTextFile(folder.file("real.toml"), "version = 1\n", { mode: 0o600 });
  const file = folder.file("config.toml");
  await Deno.symlink(folder.file("real.toml"), file);
  await writeConfig((await readConfigFile(file))!, [{ path: ["current"], value: "a" }]);
  assert.equal(Deno.lstatSync(file).isSymlink, true);
  assert.match(await Deno.readTextFile(folder.file("real.toml")), /current = "a"/);
});

Deno.test("writeConfig() does not touch a file of a newer version", async () => {
  await using folder = await tempFolder();
  const file = folder.file("config.toml");
  await Deno.writeTextFile(file, "version = 2\n");
  await assert.rejects(
    writeConfig((await readConfigFile(file))!, [{ path: ["current"], value: "a" }]),
    {
      name: "UsageError",
      message: `Cannot change "${file}": a newer version of wah wrote it`,
    },
  );
  assert.equal(await Deno.readTextFile(file), "version = 2\n");
});
