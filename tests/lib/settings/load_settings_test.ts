import assert from "node:assert/strict";
import { findProjectFile, loadSettings } from "../../../lib/settings/load_settings.ts";
import { fakeContext } from "../../support/cli/context.ts";
import { type TempFolder, tempFolder } from "../../support/temp_folder.ts";

Deno.test("findProjectFile() finds the nearest file up to the root of a repository", async () => {
  await using folder = await tempFolder();
  await Deno.mkdir(folder.file("repo/src/deep"), { recursive: true });
  const find = (from: string): string | undefined => findProjectFile(folder.file(from), "/h").file;
  await Deno.writeTextFile(folder.file("wah.toml"), "");
  assert.equal(find("repo/src/deep"), folder.file("wah.toml"));
  await Deno.mkdir(folder.file("repo/.git"));
  assert.equal(find("repo/src/deep"), undefined);
  await Deno.writeTextFile(folder.file("repo/wah.toml"), "");
  assert.equal(find("repo/src/deep"), folder.file("repo/wah.toml"));
  assert.equal(find("repo"), folder.file("repo/wah.toml"));
});

Deno.test("findProjectFile() does not look in the home folder from below", async () => {
  await using home = await tempFolder();
  await Deno.mkdir(home.file("src"));
  await Deno.writeTextFile(home.file("wah.toml"), "");
  assert.equal(findProjectFile(home.file("src"), home.path).file, undefined);
  assert.equal(findProjectFile(home.path, home.path).file, home.file("wah.toml"));
});

async function profiles(folder: TempFolder, text: string): Promise<Record<string, string>> {
  await Deno.mkdir(folder.file(".config/wah"), { recursive: true });
  await Deno.writeTextFile(folder.file(".config/wah/config.toml"), text, { mode: 0o600 });
  return { HOME: folder.path };
}

const two = `current = "prod"
[profiles.prod]
brokers = "p:1"
[profiles.dev]
brokers = "d:1"
`;

Deno.test("loadSettings() uses --profile, then WAH_*, then WAH_PROFILE or current", async () => {
  await using folder = await tempFolder();
  const home = await profiles(folder, two);
  const brokers = async (
    env: Record<string, string>,
    profile?: string,
  ): Promise<string | undefined> => {
    const { context } = fakeContext({ env: { ...home, ...env } });
    return (await loadSettings({ flags: {}, profile }, context)).settings.get("brokers");
  };
  assert.equal(await brokers({}), "p:1");
  assert.equal(await brokers({ WAH_PROFILE: "dev" }), "d:1");
  assert.equal(await brokers({ WAH_PROFILE: "dev", RPK_BROKERS: "r:1" }), "r:1");
  assert.equal(await brokers({ WAH_BROKERS: "w:1" }, "dev"), "d:1");
});

Deno.test("loadSettings() rejects an unknown profile, and reports where it is named", async () => {
  await using folder = await tempFolder();
  const home = await profiles(folder, two);
  const load = async (env: Record<string, string>, profile?: string): Promise<void> => {
    await loadSettings({ flags: {}, profile }, fakeContext({ env }).context);
  };
  await assert.rejects(load(home, "prd"), {
    name: "UsageError",
    message: 'Cannot use the profile "prd" of --profile: there is no such profile',
    hint: "Did you mean prod?",
  });
  await assert.rejects(load({ ...home, WAH_PROFILE: "x" }), {
    message: 'Cannot use the profile "x" of WAH_PROFILE: there is no such profile',
  });
  await assert.rejects(load({ HOME: folder.file("none") }, "x"), {
    message: 'Cannot use the profile "x": there are no profiles',
  });
});

Deno.test("loadSettings() warns about unknown keys and names the nearest one", async () => {
  await using folder = await tempFolder();
  const home = await profiles(folder, 'current = "a"\n[profiles.a]\nbroker = "x"\nzzz = 1\n');
  const { context } = fakeContext({ env: home });
  const { warnings } = await loadSettings({ flags: {}, profile: undefined }, context);
  const file = folder.file(".config/wah/config.toml");
  assert.deepEqual(warnings, [
    `Ignored unknown key profiles.a.broker in "${file}"; did you mean brokers?`,
    `Ignored unknown key profiles.a.zzz in "${file}"`,
  ]);
});

Deno.test("loadSettings() does not use a file of a newer version", async () => {
  await using folder = await tempFolder();
  const { context } = fakeContext({ env: await profiles(folder, `version = 9\n${two}`) });
  const { settings, warnings } = await loadSettings({ flags: {}, profile: undefined }, context);
  assert.equal(settings.get("brokers"), undefined);
  assert.deepEqual(warnings, [
    `"${folder.file(".config/wah/config.toml")}" is not used: a newer version of wah wrote it`,
  ]);
});
