import assert from "node:assert/strict";
import { join } from "node:path";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { startEmbeddedBroker } from "../../support/brokers/embedded_broker.ts";
import { runCli } from "../../support/cli/cli.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { consumed, produce, topics } from "./_copies.ts";

const { brokers } = broker();
const records = Array.from({ length: 50 }, (_, index) => ({
  key: `k${index}`,
  value: `v${index}`,
  partition: index % 3,
  headers: [{ key: "a", value: "1" }, { key: "a", value: null }],
  timestamp: 1_600_000_000_000 + index,
}));

Deno.test("wah copy --to-brokers copies to another cluster, and back", async () => {
  await using other = await startEmbeddedBroker();
  await using created = await topics([3]);
  const [source] = created.names as [string];
  const back = uniqueTopic("copy");
  await produce(source, records);
  const there = await runCli(
    ["copy", source, source, "--create", "--to-brokers", other.brokers],
    { brokers },
  );
  assert.equal(there.status, 0, there.stderr);
  const expected = await consumed(source);
  assert.equal(expected.length, 50);
  assert.deepEqual(await consumed(source, undefined, other.brokers), expected);
  const here = await runCli(["copy", source, back, "--create", "--to-brokers", brokers], {
    brokers: other.brokers,
  });
  assert.equal(here.status, 0, here.stderr);
  assert.deepEqual(await consumed(back), expected);
  await runCli(["topic", "delete", "-y", back], { brokers });
});

/** A home folder with this text in its profiles. */
async function profiles(text: string): Promise<AsyncDisposable & { readonly config: string }> {
  const folder = await tempFolder();
  await Deno.mkdir(join(folder.path, "wah"));
  await Deno.writeTextFile(join(folder.path, "wah", "config.toml"), text);
  return { ...folder, config: folder.path };
}

Deno.test("wah copy --to-profile writes to the cluster of the profile", async () => {
  await using other = await startEmbeddedBroker();
  await using created = await topics([1]);
  const [source] = created.names as [string];
  await produce(source, [{ value: "a" }]);
  await using home = await profiles(
    `version = 1\n[profiles.there]\nbrokers = "${other.brokers}"\n`,
  );
  const argv = ["copy", source, "target", "--create", "--to-profile", "there"];
  const { status, stderr } = await runCli(argv, {
    brokers,
    env: { WAH_BROKERS: brokers, WAH_CLIENT_ID: "x", XDG_CONFIG_HOME: home.config },
  });
  assert.equal(status, 0, stderr);
  assert.deepEqual(await consumed("target", "%v\\n", other.brokers), ["a"]);
});

Deno.test("wah copy asks once if the target is protected, and not if the source is", async () => {
  await using other = await startEmbeddedBroker();
  await using created = await topics([1]);
  const [source] = created.names as [string];
  await produce(source, [{ value: "a" }]);
  await using home = await profiles(
    `version = 1\n[profiles.there]\nbrokers = "${other.brokers}"\nprotected = true\n` +
      `[profiles.here]\nbrokers = "${brokers}"\nprotected = true\n`,
  );
  const env = { XDG_CONFIG_HOME: home.config, WAH_EMBEDDED: "off" };
  const argv = ["copy", source, "target", "--create", "--profile", "here", "--to-profile", "there"];
  const refused = await runCli(argv, { env });
  assert.equal(refused.status, 2);
  assert.equal(
    refused.stderr,
    "error: Cannot copy records: confirmation is required, but there is no terminal\n" +
      "hint: Add --yes to skip the confirmation\n",
  );
  assert.equal((await runCli([...argv, "--dry-run"], { env })).status, 0);
  const confirmed = await runCli([...argv, "--confirm", "there"], { env });
  assert.equal(confirmed.status, 0, confirmed.stderr);
  assert.deepEqual(await consumed("target", "%v\\n", other.brokers), ["a"]);
});

Deno.test("wah copy reads from a read-only profile, and does not write to one", async () => {
  await using other = await startEmbeddedBroker();
  await using created = await topics([1]);
  const [source] = created.names as [string];
  await produce(source, [{ value: "a" }]);
  await using home = await profiles(
    `version = 1\n[profiles.there]\nbrokers = "${other.brokers}"\n` +
      `[profiles.here]\nbrokers = "${brokers}"\nread_only = true\n`,
  );
  const env = { XDG_CONFIG_HOME: home.config, WAH_EMBEDDED: "off" };
  const argv = ["copy", source, "target", "--create"];
  const copied = await runCli([...argv, "--profile", "here", "--to-profile", "there"], { env });
  assert.equal(copied.status, 0, copied.stderr);
  for (const flags of [["--profile", "here"], ["--profile", "there", "--to-profile", "here"]]) {
    const { status, stderr } = await runCli([...argv, ...flags], { env });
    assert.equal(status, 2);
    assert.match(stderr, /^error: Cannot copy records: .*read_only in ".*" forbids writing\n/);
  }
});

Deno.test("wah copy exits with 3 if no broker of the target is reachable", async () => {
  await using created = await topics([1]);
  const argv = ["copy", created.names[0]!, "target", "--to-brokers", "127.0.0.1:1"];
  const { status, stderr } = await runCli(argv, { brokers });
  assert.equal(status, 3);
  assert.match(stderr, /127\.0\.0\.1:1/);
});
