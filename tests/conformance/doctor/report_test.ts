import assert from "node:assert/strict";
import { formatAddress } from "../../../lib/text/format_address.ts";
import { startAdminApi } from "../../support/peers/admin_api.ts";
import { broker, isEmbedded } from "../../support/brokers/broker.ts";
import { reserveDefaultPort } from "../../support/brokers/default_port.ts";
import { runCli, startCli } from "../../support/cli/cli.ts";
import { runDoctor, stepOf } from "../../support/cli/doctor.ts";
import { checkFaultRow } from "../../support/docs/fault_table.ts";
import { closedAddress, drain, listen } from "../../support/peers/listener.ts";

const { brokers } = broker();
const stepNames = [
  ...["settings", "names", "tcp", "protocol", "tls", "versions", "login", "metadata"],
  ...["advertised", "clocks", "controller", "probe"],
];
/** A difference to the real time, and half a minute for the test itself. */
const twoHoursMs = (2 * 60 * 60 + 30) * 1000;

Deno.test("wah doctor prints each step with its mark, title and time", async () => {
  const { status, stdout, stderr } = await runCli(["doctor"], { brokers });
  assert.deepEqual([status, stderr], [0, ""]);
  const [name] = isEmbedded ? ["wah dev"] : ["Kafka"];
  assert.match(stdout, /^ok {6}settings +[\d.]+ ms {2}\S/);
  assert.match(stdout, /\nok {6}TCP +[\d.]+ ms {2}127\.0\.0\.1:\d+: connected to 127\.0\.0\.1\n/);
  assert.match(stdout, /\nskipped TLS +TLS is off\n/);
  assert.match(stdout, new RegExp(`\nok {6}metadata .*: ${name}, cluster "[\\w-]+", broker 1 at `));
  assert.match(stdout, /\nskipped record \(--probe\) +not asked for\nNo fault found\.\n$/);
  assert.equal(stdout.split("\n").filter((line) => /^(ok|FAULT|skipped) /.test(line)).length, 12);
});

Deno.test("wah doctor marks a fault in words, and in color if the output is styled", async () => {
  const world = { brokers: formatAddress(closedAddress()) };
  const { stdout } = await runCli(["doctor"], world);
  assert.match(stdout, /\nFAULT {3}TCP +[\d.]+ ms {2}Cannot reach the broker at /);
  assert.ok(!stdout.includes("\x1b") && !stdout.includes("No fault"));
  const both = await runCli(["doctor"], { brokers: `${brokers},${world.brokers}` });
  assert.match(both.stdout, /\nFAULT {3}TCP .* {2}Cannot reach .*\n +127\.0\.0\.1:\d+: connected/);
  const styled = await runCli(["doctor"], { ...world, styled: true });
  assert.ok(styled.stdout.includes("\n\x1b[1m\x1b[31mFAULT   \x1b[39m\x1b[22mTCP "));
});

Deno.test("wah doctor prints all steps as JSON, in one document or one per line", async () => {
  const diagnosis = await runDoctor({ brokers });
  assert.deepEqual([diagnosis.status, diagnosis.fault], [0, null], diagnosis.stderr);
  assert.deepEqual(diagnosis.steps.map(({ step }) => step), stepNames);
  assert.ok(diagnosis.steps.every(({ elapsed_ms }) => elapsed_ms >= 0));
  const { stdout } = await runCli(["doctor", "-o", "jsonl"], { brokers });
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ step }) => step), stepNames);
});

Deno.test("wah doctor prints a step as soon as it is done", async () => {
  await using server = listen(drain);
  const running = startCli(["doctor"], { brokers: formatAddress(server.address) });
  await running.stdout.waitFor(/^ok +TCP .*\n/m);
  assert.doesNotMatch(running.stdout.text, /protocol/);
  running.interrupt();
  const { status, stdout } = await running.result;
  assert.equal(status, 130);
  assert.doesNotMatch(stdout, /protocol/);
});

Deno.test("wah doctor starts no broker", async () => {
  await using _port = await reserveDefaultPort();
  const { status, stderr } = await runCli(["doctor"], { env: { WAH_EMBEDDED: "" } });
  assert.equal(status, 3);
  assert.match(stderr, /^error: Cannot reach the broker at localhost:9092: .*\nhint: .*\n$/);
});

Deno.test("wah doctor hides passwords", async () => {
  const env = { WAH_BROKERS: brokers, WAH_SASL_USER: "ann", WAH_SASL_PASSWORD: "hidden-secret" };
  for (const output of ["text", "json", "jsonl"]) {
    const { stdout, stderr } = await runCli(["doctor", "-v", "-o", output], { env });
    assert.match(stdout, /\(hidden\)/);
    assert.match(stdout, /ann/);
    assert.doesNotMatch(stdout + stderr, /hidden-secret/);
  }
});

Deno.test("wah doctor --probe writes and reads a record, and leaves no topic", async () => {
  const diagnosis = await runDoctor({ brokers }, ["--probe"]);
  assert.deepEqual([diagnosis.status, diagnosis.faults], [0, []], diagnosis.stderr);
  const [record, ...clocks] = stepOf(diagnosis, "probe").findings;
  const [, topic] = /^wrote and read a record in the topic "(wah-doctor-[\w-]+)"$/
    .exec(record!.text) ?? [];
  assert.ok(topic !== undefined, record!.text);
  const compared = isEmbedded ? ["the broker has the same time"] : [];
  assert.deepEqual(clocks.map(({ text }) => text), compared);
  const { stdout } = await runCli(["topic", "list"], { brokers });
  assert.doesNotMatch(stdout, /^wah-doctor-/m);
});

Deno.test("wah doctor --probe finds a clock that is two hours off", async () => {
  const behind = await runDoctor({ brokers, now: Date.now() - twoHoursMs }, ["--probe"]);
  const found = isEmbedded ? "probe clock" : "clocks clock";
  assert.deepEqual([behind.status, behind.faults], [1, [found]], behind.stderr);
  assert.match(
    behind.stderr,
    /: the clock of the \w+ is 2 h 0 min ahead of that of this machine\n/,
  );
  const ahead = await runDoctor({ brokers, now: Date.now() + twoHoursMs }, ["--probe"]);
  assert.match(ahead.stderr, /: the clock of the \w+ is 2 h 0 min behind that of this machine\n/);
  if (isEmbedded) await checkFaultRow("the clock of this machine is two hours off", behind);
});

Deno.test("wah doctor compares the clock with that of Redpanda's admin API", async () => {
  if (!isEmbedded) return;
  await using api = startAdminApi(() => new Response("{}"));
  const world = { env: { WAH_BROKERS: brokers, WAH_ADMIN_URL: api.url.href } };
  const same = await runDoctor(world);
  const [finding] = stepOf(same, "clocks").findings;
  assert.equal(finding?.text, "Redpanda's admin API has the same time");
  const { faults } = await runDoctor({ ...world, now: Date.now() - twoHoursMs }, ["--probe"]);
  assert.deepEqual(faults, ["clocks clock"]);
});

Deno.test("wah doctor compares the clocks without a write if the controller has one", async () => {
  const { steps, faults } = await runDoctor({ brokers, now: Date.now() - twoHoursMs });
  const { status, findings } = steps.find(({ step }) => step === "clocks")!;
  if (isEmbedded) {
    assert.equal(status, "skipped");
    assert.match(findings[0]!.text, /^not checked: /);
  } else assert.deepEqual(faults, ["clocks clock"]);
});
