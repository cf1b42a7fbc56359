import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli } from "../../support/cli/cli.ts";
import { cliEnvironment } from "../../support/cli/cli_process.ts";
import { loadedModules, recordedModules, tracedCommand } from "../../support/cli/loaded_modules.ts";
import { Tmux } from "../../support/cli/tmux.ts";

const { brokers } = broker();
const name = "chat on a terminal";
/**
 * Text with wide characters needs these packages for their widths; they are ES modules and load
 * nothing else.
 */
const packages = ["fastest-levenshtein", "get-east-asian-width"];

Deno.test("wah chat shows the history on a terminal without Node's layer", async () => {
  const room = uniqueTopic("loading");
  await runCli(["chat", "send", "-t", room, "-u", "ann", "hello"], { brokers });
  const log = await Deno.makeTempFile({ prefix: "wah-loading-" });
  await using tmux = new Tmux();
  const command = tracedCommand(["chat", "-u", "bob", "-t", room, "-b", brokers]);
  const screen = await tmux.open({
    command: ["sh", "-c", 'file=$1; shift; exec "$@" 2> "$file"', "sh", log, ...command],
    env: cliEnvironment(),
  });
  await screen.waitFor("ann: hello");
  await runCli(["chat", "send", "-t", room, "-u", "ann", "live"], { brokers });
  await screen.waitFor("ann: live");
  await screen.type("/quit");
  await screen.press("Enter");
  assert.equal(await screen.exitStatus(), 0);
  const loaded = loadedModules(await Deno.readTextFile(log));
  await Deno.remove(log);
  assert.ok(loaded.own.includes("main.ts"), "the log of Deno names no module");
  assert.deepEqual(loaded.node, []);
  assert.deepEqual(loaded.packages.filter((each) => !packages.includes(each)), []);
  const recorded = recordedModules()[name] ?? [];
  assert.deepEqual(loaded.own.filter((path) => !recorded.includes(path)), []);
});
