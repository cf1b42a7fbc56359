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
  ["consume", "orders"],
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

for (const verb of ["delete", "reset"]) {
  Deno.test(`wah topic ${verb} changes nothing after Ctrl-C at its question`, async () => {
    const topic = uniqueTopic("faults");
    await kcatProduce({ brokers, topic }, [{ key: null, value: "kept" }]);
    await using tmux = new Tmux();
    const screen = await tmux.open({
      command: cliCommand(["topic", verb, topic]),
      env: { ...cliEnvironment(), WAH_BROKERS: brokers, TERM: "tmux-256color" },
    });
    await screen.waitFor(/\[y\/N\]|\? *$/);
    await screen.press("C-c");
    assert.equal(await screen.exitStatus(), 130);
    const left = await runCli(["consume", topic, "-o", ":end", "-f", "%v"], { brokers });
    assert.equal(left.stdout, "kept");
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
