import assert from "node:assert/strict";
import { formatAddress } from "../../../lib/text/format_address.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli, spawnCli } from "../../support/cli/cli.ts";
import { cliCommand, cliEnvironment } from "../../support/cli/cli_process.ts";
import { kcatProduce } from "../../support/kafka/kcat.ts";
import { answers, closedAddress, drain, listen } from "../../support/peers/listener.ts";
import { poll } from "../../support/poll.ts";
import { runProcess } from "../../support/cli/process.ts";
import { Tmux } from "../../support/cli/tmux.ts";

const { brokers } = broker();

/** Every command that connects to a broker, as in a script. */
const commandLines: readonly (readonly string[])[] = [
  ["chat", "-u", "ann"],
  ["chat", "send", "-u", "ann", "hello"],
  ["chat", "log"],
  ["topic", "create", "orders"],
  ["topic", "delete", "orders", "-y"],
  ["topic", "reset", "orders", "-y"],
  ["topic", "list"],
  ["topic", "describe", "orders"],
  ["topic", "alter", "orders", "--set", "retention.ms=1000"],
  ["topic", "add-partitions", "orders", "-n", "1"],
  ["topic", "trim", "orders", "-o", "end", "-y"],
  ["consume", "orders"],
  ["consume", "-r", "ord.*"],
  ["produce", "orders", "one"],
  ["copy", "orders", "target"],
  ["group", "list"],
  ["group", "describe", "billing"],
  ["group", "lag", "billing"],
  ["group", "seek", "billing", "--to", "start", "-y"],
  ["group", "delete", "billing", "-y"],
  ["group", "delete-offsets", "billing", "-t", "orders", "-y"],
  ["group", "wait", "billing", "--stable"],
  ["acl", "list"],
  ["acl", "delete", "--topic", "orders", "-y"],
  ["user", "list"],
  ["quota", "list"],
  ["txn", "list"],
  ["health"],
];

for (const argv of commandLines) {
  const typed = `wah ${argv.join(" ")}`;

  Deno.test(`${typed} exits with 3 if nothing listens, and prints the address`, async () => {
    const address = formatAddress(closedAddress());
    const { status, stdout, stderr } = await runCli(argv, { brokers: address });
    assert.equal(status, 3);
    assert.equal(stdout, "");
    assert.match(stderr, new RegExp(`^error: Cannot .*${address}.*refused.*\n(hint: .*\n)?$`));
  });

  Deno.test(`${typed} exits with 3 at a port that speaks HTTP, and reports that`, async () => {
    await using server = listen(answers("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
    const address = formatAddress(server.address);
    const { status, stdout, stderr } = await runCli(argv, { brokers: address });
    assert.equal(status, 3);
    assert.equal(stdout, "");
    assert.match(stderr, new RegExp(`^error: Cannot .*${address}.*HTTP.*\n(hint: .*\n)?$`));
  });

  Deno.test(`${typed} exits with 130 at Ctrl-C while the port sends nothing`, async () => {
    await using server = listen(drain);
    await using process = spawnCli(argv, { brokers: formatAddress(server.address) });
    await poll(
      () => Promise.resolve(server.accepted > 0 || undefined),
      () => `${typed} did not connect`,
    );
    process.kill("SIGINT");
    const { status, stdout, stderr } = await process.result;
    assert.deepEqual({ status, stdout, stderr }, { status: 130, stdout: "", stderr: "" });
  });
}

Deno.test("wah health --watch exits with 130 at Ctrl-C", async () => {
  await using process = spawnCli(["health", "--watch"], { brokers });
  await process.stdout.waitFor(/healthy/i);
  process.kill("SIGINT");
  assert.equal((await process.result).status, 130);
});

Deno.test("wah health --wait exits with 130 at Ctrl-C while no broker responds", async () => {
  await using server = listen(drain);
  const address = formatAddress(server.address);
  await using process = spawnCli(["health", "--wait", "600"], { brokers: address });
  await poll(
    () => Promise.resolve(server.accepted > 0 || undefined),
    () => "wah health did not connect",
  );
  process.kill("SIGINT");
  assert.equal((await process.result).status, 130);
});

/** Commands that ask, about a topic or a group of the same name. */
const questions: readonly ((name: string) => readonly string[])[] = [
  (name) => ["topic", "delete", name],
  (name) => ["topic", "reset", name],
  (name) => ["topic", "trim", name, "-o", "end"],
  (name) => ["topic", "alter", "-r", `${name}.*`, "--set", "retention.ms=1"],
  (name) => ["group", "seek", name, "--to", "end"],
  (name) => ["group", "delete", name],
  (name) => ["group", "delete-offsets", name, "-t", name],
];

for (const question of questions) {
  const typed = `wah ${question("NAME").join(" ")}`;

  Deno.test(`${typed} changes nothing after Ctrl-C at its question`, async () => {
    const name = uniqueTopic("faults");
    await kcatProduce({ brokers, topic: name }, [{ key: null, value: "kept" }]);
    const seek = ["group", "seek", name, "--to", "start", "-t", name, "--allow-new-topics", "-y"];
    assert.equal((await runCli(seek, { brokers })).status, 0);
    await using tmux = new Tmux();
    const screen = await tmux.open({
      command: cliCommand(question(name)),
      env: { ...cliEnvironment(), WAH_BROKERS: brokers, TERM: "tmux-256color" },
    });
    await screen.waitFor(/\[y\/N\]|\? *$/);
    await screen.press("C-c");
    assert.equal(await screen.exitStatus(), 130);
    const left = await runCli(["consume", name, "-o", ":end", "-f", "%v"], { brokers });
    assert.equal(left.stdout, "kept");
    const lag = await runCli(["group", "lag", name, "-o", "json"], { brokers });
    assert.match(lag.stdout, /"lag": ?1\b/);
    const described = await runCli(["topic", "describe", name], { brokers });
    assert.doesNotMatch(described.stdout, /retention\.ms/);
  });
}

Deno.test("wah chat log exits with 0 if its reader closes the pipe", async () => {
  const topic = uniqueTopic("faults");
  const record = { key: "ann", value: `ann: ${"words ".repeat(100)}` };
  await kcatProduce({ brokers, topic }, Array.from({ length: 2000 }, () => record));
  const { stdout, stderr } = await pipedIntoHead([
    "chat",
    "log",
    "--all",
    "-t",
    topic,
  ]);
  assert.match(stdout, /^.*ann: words .*\n0\n$/);
  assert.equal(stderr, "");
});

/** Pipes a command into `head -n 1`; stdout is that line, then the command's exit status. */
async function pipedIntoHead(
  argv: readonly string[],
): Promise<{ stdout: string; stderr: string }> {
  const script = '"$@" | head -n 1; echo "${PIPESTATUS[0]}"';
  return await runProcess("bash", ["-c", script, "bash", ...cliCommand(argv)], {
    env: { ...cliEnvironment(), WAH_BROKERS: brokers },
  });
}
