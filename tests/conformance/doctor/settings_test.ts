import assert from "node:assert/strict";
import { broker } from "../../support/brokers/broker.ts";
import { runDoctor, stepOf } from "../../support/cli/doctor.ts";
import { runCli } from "../../support/cli/cli.ts";
import { type TempFolder, tempFolder } from "../../support/temp_folder.ts";

const { brokers } = broker();

/** A home folder with a profile `local` for the broker under test, and more lines in it. */
async function homeWith(lines: readonly string[]): Promise<TempFolder & { env: { HOME: string } }> {
  const folder = await tempFolder();
  await Deno.mkdir(folder.file(".config/wah"), { recursive: true });
  const text = ["[profiles.local]", `brokers = ["${brokers}"]`, ...lines, ""].join("\n");
  await Deno.writeTextFile(folder.file(".config/wah/config.toml"), text, { mode: 0o600 });
  return { ...folder, env: { HOME: folder.path } };
}

Deno.test("wah doctor shows where each setting comes from, and hides secrets", async () => {
  await using home = await homeWith([]);
  const login = { WAH_SASL_USER: "ann", WAH_SASL_PASSWORD_COMMAND: "echo hidden-secret" };
  const env = { ...home.env, ...login };
  const diagnosis = await runDoctor({ env }, ["--profile", "local", "--tls-server-name", "a.b"]);
  const shown = stepOf(diagnosis, "settings").findings.map(({ subject, text }) => [subject, text]);
  assert.deepEqual(shown, [
    ["brokers", `${brokers} (profile local)`],
    ["tls.server_name", "a.b (--tls-server-name)"],
    ["sasl.user", "ann (WAH_SASL_USER)"],
    ["sasl.password_command", "(hidden) (WAH_SASL_PASSWORD_COMMAND)"],
  ]);
  assert.doesNotMatch(diagnosis.stdout + diagnosis.stderr, /hidden-secret/);
});

Deno.test("wah doctor names the default broker if nothing is set", async () => {
  const diagnosis = await runDoctor({});
  const [finding] = stepOf(diagnosis, "settings").findings;
  assert.equal(finding?.text, "localhost:9092 (default)");
});

Deno.test("wah doctor reports a file that it cannot use, and connects to nothing", async () => {
  const argv = ["-b", brokers, "--tls-ca", "no-such-ca.pem"];
  const diagnosis = await runDoctor({}, argv);
  assert.deepEqual([diagnosis.status, diagnosis.faults.length], [1, 1]);
  assert.match(diagnosis.stderr, /^error: Cannot read .*"no-such-ca\.pem".*\n(hint: .*\n)?$/);
  assert.ok(diagnosis.steps.slice(1).every(({ status }) => status === "skipped"));
});

Deno.test("wah doctor --probe writes nothing if the settings are read-only", async () => {
  await using home = await homeWith(["read_only = true"]);
  const world = { env: home.env };
  const { status, stderr } = await runCli(["doctor", "--profile", "local", "--probe"], world);
  assert.equal(status, 2, stderr);
  assert.match(stderr, /^error: Cannot write a record: .* forbids writing\n/);
  const reading = await runDoctor(world, ["--profile", "local"]);
  assert.equal(reading.status, 0, reading.stderr);
});
