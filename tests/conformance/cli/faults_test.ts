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

/** Every command that talks to a broker, as it would be typed in a script. */
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
  ["health"],
];

for (const argv of commandLines) {
  const typed = `wah ${argv.join(" ")}`;

  Deno.test(`${typed} ends with 3 where nothing listens, and says where it looked`, async () => {
    const address = formatAddress(closedAddress());
    const { status, stdout, stderr } = await runCli(argv, { brokers: address });
    assert.equal(status, 3);
    assert.equal(stdout, "");
    assert.match(stderr, new RegExp(`^error: Cannot .*${address}.*refused.*\n(hint: .*\n)?$`));
  });

  Deno.test(`${typed} ends with 3 at a port that speaks HTTP, and says so`, async () => {
    await using server = listen(answers("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
    const address = formatAddress(server.address);
    const { status, stdout, stderr } = await runCli(argv, { brokers: address });
    assert.equal(status, 3);
    assert.equal(stdout, "");
    assert.match(stderr, new RegExp(`^error: Cannot .*${address}.*HTTP.*\n(hint: .*\n)?$`));
  });

  Deno.test(`${typed} ends with 130 by Ctrl-C while a port keeps silent`, async () => {
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

Deno.test("wah health --watch ends with 130 by Ctrl-C", async () => {
  await using process = spawnCli(["health", "--watch"], { brokers });
  await process.stdout.waitFor(/healthy/i);
  process.kill("SIGINT");
  assert.equal((await process.result).status, 130);
});

Deno.test("wah health --wait ends with 130 by Ctrl-C while there is no broker", async () => {
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
  Deno.test(`wah topic ${verb} does nothing after Ctrl-C at its question`, async () => {
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

Deno.test("wah chat log ends quietly with 0 when its reader has seen enough", async () => {
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

/** Runs a command into `head -n 1`; stdout is that line, and on the next one the status. */
async function pipedIntoHead(
  argv: readonly string[],
): Promise<{ stdout: string; stderr: string }> {
  const script = '"$@" | head -n 1; echo "${PIPESTATUS[0]}"';
  return await runProcess("bash", ["-c", script, "bash", ...cliCommand(argv)], {
    env: { ...cliEnvironment(), WAH_BROKERS: brokers },
  });
}
