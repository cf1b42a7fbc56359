import assert from "node:assert/strict";
import { shellQuote } from "../../../lib/text/shell_quote.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { cliCommand, cliEnvironment } from "../../support/cli/cli_process.ts";
import { kcatProduce } from "../../support/kafka/kcat.ts";
import { poll } from "../../support/poll.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { Tmux } from "../../support/cli/tmux.ts";

const { brokers } = broker();

/** More bytes of history than a pipe and a terminal can buffer together. */
const longLine = `tim: ${"long ".repeat(8_000)}end`;

Deno.test("wah chat suspends at Ctrl-Z, and continues unchanged with fg", async () => {
  const topic = uniqueTopic("chat");
  await using tmux = new Tmux();
  const shell = await tmux.open({ command: ["bash", "--norc", "-i"], env: cliEnvironment() });
  await shell.type(
    cliCommand(["chat", "-u", "ctrlz", "-t", topic, "-b", brokers])
      .map(shellQuote).join(" "),
  );
  await shell.press("Enter");
  await shell.waitFor(/^ctrlz>/m);
  await shell.type("half typed");
  await shell.waitFor("ctrlz> half typed");
  await shell.press("C-z");
  await shell.waitFor("Stopped");
  await shell.type("stty -a | grep -wo -e -icanon -e icanon");
  await shell.press("Enter");
  await shell.waitFor(/^icanon$/m);
  await kcatProduce({ brokers, topic }, [{ key: "tim", value: "tim: hello" }]);
  await shell.type("fg");
  await shell.press("Enter");
  await shell.waitFor(/tim: hello\nctrlz> half typed$/);
  await shell.press("Enter");
  await shell.waitFor("ctrlz: half typed");
});

Deno.test("wah chat reads and writes a non-blocking terminal", async () => {
  const topic = uniqueTopic("chat");
  await kcatProduce({ brokers, topic }, [{ key: "tim", value: longLine }]);
  const setNonBlocking = "fcntl(STDIN, F_SETFL, O_RDWR | O_NONBLOCK) or die; exec @ARGV";
  await using tmux = new Tmux();
  const screen = await tmux.open({
    command: [
      ...["perl", "-MFcntl", "-e", setNonBlocking],
      ...cliCommand(["chat", "-u", "terry", "-t", topic, "-b", brokers]),
    ],
    env: cliEnvironment(),
  });
  await screen.waitFor(/long … \(\d+ characters\)\n(-- .*\n)*terry>/);
  await screen.type("hello");
  await screen.press("Enter");
  await screen.waitFor("terry: hello");
});

Deno.test("wah chat exits at SIGTERM while its terminal accepts no output", async () => {
  const topic = uniqueTopic("chat");
  const lines = Array.from({ length: 20 }, () => ({ key: "tim", value: longLine }));
  await kcatProduce({ brokers, topic }, lines);
  await using folder = await tempFolder();
  const [pidFile, statusFile] = [folder.file("pid"), folder.file("status")];
  const wah = cliCommand(["chat", "-u", "terry", "-t", topic, "-b", brokers]);
  const code = `sh -c 'echo $$ >${pidFile}; exec "$@"' sh ${wah.map(shellQuote).join(" ")}; ` +
    `echo $? >${statusFile}`;
  // script forwards the terminal's output to a pipe, of which only the first bytes are read.
  await using script = new Deno.Command("script", {
    args: ["-qc", code, "/dev/null"],
    env: { ...cliEnvironment(), TERM: "xterm-256color", SHELL: "/bin/sh" },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = script.stdout.getReader();
  let shown = "";
  while (!shown.includes("long long")) {
    shown += new TextDecoder().decode((await reader.read()).value);
  }
  Deno.kill(Number(await Deno.readTextFile(pidFile)), "SIGTERM");
  const status = await poll(
    async () => (await Deno.readTextFile(statusFile).catch(() => "")).trim() || undefined,
    () => "wah chat did not exit",
  );
  assert.equal(status, "143");
  await reader.cancel();
  await script.stdin.close();
  await script.status;
});
