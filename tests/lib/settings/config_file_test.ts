import assert from "node:assert/strict";
import { readConfigFile, readProfile } from "../../../lib/settings/config_file.ts";
import { type TempFolder, tempFolder } from "../../support/temp_folder.ts";

async function written(folder: TempFolder, text: string, mode = 0o600): Promise<string> {
  const file = folder.file("config.toml");
  await Deno.writeTextFile(file, text);
  await Deno.chmod(file, mode);
  return file;
}

const machine = { os: "linux", hostName: () => "host", homeFolder: () => "/users/bob" } as const;

Deno.test("readConfigFile() is null without a file", async () => {
  await using folder = await tempFolder();
  assert.equal(await readConfigFile(folder.file("config.toml")), null);
  assert.equal(await readConfigFile(folder.file("none/config.toml")), null);
});

Deno.test("readProfile() returns dotted, nested and unknown keys", async () => {
  await using folder = await tempFolder();
  const file = await written(
    folder,
    `version = 1
current = "prod"
colour = "red"
[profiles.prod]
brokers = ["a:1", "b:2"]
tls.ca = "ca.pem"
tls.key = "~/key.pem"
broker = "x"
[profiles.prod.decode]
orders = "json"
[profiles.dev]
`,
  );
  const config = await readConfigFile(file);
  assert.deepEqual([config?.current, config?.names, config?.unknown], [
    "prod",
    ["prod", "dev"],
    ["colour"],
  ]);
  const profile = readProfile(config!, "prod", { machine });
  assert.deepEqual(profile?.unknown, ["profiles.prod.broker"]);
  const values = [...profile!.source.values].map(([key, { value }]) => [key, value]);
  assert.deepEqual(Object.fromEntries(values), {
    "brokers": "a:1,b:2",
    "tls.ca": folder.file("ca.pem"),
    "tls.key": "/users/bob/key.pem",
    "decode": { orders: "json" },
  });
  assert.equal(readProfile(config!, "stage", { machine }), null);
});

for (
  const [text, found] of [
    ['a = 1\nb = "x', "line 2, column 5: "],
    ['version = "1"', "expected a number"],
    ["current = 1", "expected a text"],
    ["profiles = 1", "expected a table"],
    ["[profiles]\nprod = 1", "Cannot use profiles.prod in "],
  ] as const
) {
  Deno.test(`readConfigFile() rejects ${JSON.stringify(text)}: ${found}`, async () => {
    await using folder = await tempFolder();
    const file = await written(folder, text);
    await assert.rejects(readConfigFile(file), (error: Error) => {
      assert.equal(error.name, "UsageError");
      assert.ok(error.message.includes(found), error.message);
      assert.ok(error.message.includes(file), error.message);
      return true;
    });
  });
}

Deno.test("readConfigFile() leaves a file of a newer version alone", async () => {
  await using folder = await tempFolder();
  const file = await written(folder, "version = 2\nprofiles = 7\n");
  const config = await readConfigFile(file);
  assert.deepEqual([config?.isNewer, config?.names], [true, []]);
});

Deno.test("readConfigFile() rejects a secret that other users can read", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await using folder = await tempFolder();
  const secret = '[profiles.prod]\nsasl = { user = "bob", password = "s3cret" }\n';
  for (const mode of [0o640, 0o604, 0o644]) {
    const file = await written(folder, secret, mode);
    await assert.rejects(readConfigFile(file), {
      name: "UsageError",
      message: `Cannot use "${file}": profiles.prod.sasl.password is a secret, and other users ` +
        "can access the file",
      hint: `Run chmod 600 "${file}"`,
    });
  }
  assert.notEqual(await readConfigFile(await written(folder, secret, 0o600)), null);
  const harmless = '[profiles.prod]\nsasl.password_command = "pass"\n';
  assert.notEqual(await readConfigFile(await written(folder, harmless, 0o644)), null);
});
