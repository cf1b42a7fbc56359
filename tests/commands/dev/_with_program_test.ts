import assert from "node:assert/strict";
import { runCli, spawnCli, startCli } from "../../support/cli/cli.ts";
import { isPortTaken } from "../../../lib/broker/background/port_taken.ts";
import { tempFolder } from "../../support/temp_folder.ts";

/** Shell code that writes to a pipe once it runs, and stays until a signal that it traps. */
function untilSignal(pipe: string, traps: string): string[] {
  // A sleep that outlives the shell briefly must not keep the pipes of this test open.
  const stay = "while :; do sleep 5 >/dev/null 2>&1 & wait; done";
  const code = `${traps}; echo up >"$0"; ${stay}`;
  return ["sh", "-c", code, pipe];
}

async function fifo(path: string): Promise<string> {
  const { success } = await new Deno.Command("mkfifo", { args: [path] }).output();
  assert.ok(success);
  return path;
}

Deno.test("wah dev -- runs a program with a broker, which stops when it exits", async () => {
  const code = 'echo "$WAH_BROKERS $RPK_BROKERS $KAFKA_BROKERS"; cat; exit 7';
  await using process = spawnCli(["dev", "--", "sh", "-c", code], { stdin: "from stdin\n" });
  const { status, stdout, stderr } = await process.result;
  const [, address, port] = /^(127\.0\.0\.1:(\d+)) \1 \1\nfrom stdin\n$/.exec(stdout) ?? [];
  assert.ok(address, stdout);
  assert.deepEqual([status, stderr], [7, ""]);
  assert.equal(await isPortTaken(Number(port)), false);
});

Deno.test("wah dev -- on Windows finds a batch file by its bare name", async () => {
  await using folder = await tempFolder();
  const file = folder.file("tool.cmd");
  await Deno.writeTextFile(file, "#!/bin/sh\nexit 5\n", { mode: 0o755 });
  const machine = { os: "windows" } as const;
  const { status } = await runCli(["dev", "--", folder.file("tool")], { machine });
  assert.equal(status, 5);
  const missing = await runCli(["dev", "--", folder.file("other")], { machine });
  assert.equal(missing.status, 127);
});

Deno.test("wah dev -- passes the address of the broker to a wah in the program", async () => {
  const nested = 'exec "$@" topic create orders -o jsonl';
  const { cliCommand } = await import("../../support/cli/cli_process.ts");
  await using process = spawnCli(["dev", "--", "sh", "-c", nested, "sh", ...cliCommand([])]);
  const { status, stdout, stderr } = await process.result;
  assert.deepEqual([status, stderr], [0, ""]);
  assert.equal(JSON.parse(stdout).status, "created");
});

Deno.test("wah dev -- removes login and TLS settings of another cluster", async () => {
  const env = { WAH_SASL_USER: "alice", WAH_SASL_PASSWORD: "secret", RPK_PASS: "secret" };
  const tls = { WAH_TLS_CA: "/no/such/file", RPK_TLS_ENABLED: "true" };
  const nested = 'env | grep -E "SASL|PASS|TLS"; exec "$@" topic create orders -o jsonl';
  const { cliCommand } = await import("../../support/cli/cli_process.ts");
  const argv = ["dev", "--", "sh", "-c", nested, "sh", ...cliCommand([])];
  await using process = spawnCli(argv, { env: { ...env, ...tls } });
  const { status, stdout, stderr } = await process.result;
  assert.deepEqual([status, stderr], [0, ""]);
  assert.equal(JSON.parse(stdout).status, "created");
});

Deno.test("wah dev -- exits with the number of the signal that ended the program", async () => {
  const { status } = await runCli(["dev", "--", "sh", "-c", "kill -KILL $$"]);
  assert.equal(status, 137);
});

Deno.test("wah dev -- passes all arguments to the program, even its own flags", async () => {
  const { status } = await runCli(
    ["dev", "--", "sh", "-c", 'test "$*" = "start -- --data x"'].concat(
      ["sh", "start", "--", "--data", "x"],
    ),
  );
  assert.equal(status, 0);
});

for (
  const [program, found, status] of [
    ["wah-no-such-program", "no such program", 127],
    ["start", "no such program", 127],
    ["/dev/null", "it is not executable", 126],
    ["\x1b[31m", "no such program", 127],
  ] as const
) {
  Deno.test(`wah dev -- exits with ${status} for ${JSON.stringify(program)}`, async () => {
    const result = await runCli(["dev", "--", program]);
    const shown = program.replace("\x1b", "\\x1b");
    assert.deepEqual(
      [result.status, result.stdout, result.stderr],
      [status, "", `error: Cannot run "${shown}": ${found}\n`],
    );
  });
}

Deno.test("wah dev -- on every address passes a loopback address to the program", async () => {
  const code = 'case "$KAFKA_BROKERS" in 127.0.0.1:*) ;; *) exit 9 ;; esac';
  const result = await runCli(["dev", "--listen", "0.0.0.0:0", "--", "sh", "-c", code]);
  assert.deepEqual([result.status, result.stderr], [0, ""]);
});

Deno.test("wah dev -- keeps data in the directory of --data", async () => {
  await using folder = await tempFolder();
  const data = folder.file("data");
  assert.equal((await runCli(["dev", "--data", data, "--topic", "a", "--", "true"])).status, 0);
  assert.ok(Deno.statSync(`${data}/broker.db`).isFile);
});

for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const) {
  Deno.test(`wah dev -- forwards every ${signal} to the program, and waits`, async () => {
    await using folder = await tempFolder();
    const pipe = await fifo(folder.file("pipe"));
    const name = signal.slice(3);
    const traps = `n=0; trap 'n=$((n+1)); echo $n >"$0"; test $n = 3 && exit 42' ${name}`;
    await using process = spawnCli(["dev", "--", ...untilSignal(pipe, traps)]);
    assert.equal(await Deno.readTextFile(pipe), "up\n");
    for (const count of [1, 2, 3]) {
      process.kill(signal);
      assert.equal(await Deno.readTextFile(pipe), `${count}\n`);
    }
    const { status, stderr } = await process.result;
    assert.deepEqual([status, stderr], [42, ""]);
  });
}

Deno.test("wah dev -- does not forward Ctrl-C of a terminal, which sends it to both", async () => {
  await using folder = await tempFolder();
  const pipe = await fifo(folder.file("pipe"));
  const relay: { listener?: ((name: Deno.Signal) => void) | undefined } = {};
  const traps = "trap 'exit 1' INT; trap 'exit 42' TERM";
  const argv = ["dev", "--", ...untilSignal(pipe, traps)];
  const cli = startCli(argv, { isTerminal: true, relay });
  assert.equal(await Deno.readTextFile(pipe), "up\n");
  relay.listener!("SIGINT");
  relay.listener!("SIGTERM");
  assert.equal((await cli.result).status, 42);
  assert.equal(relay.listener, undefined);
});

Deno.test("wah dev -- fails after the program exits if the broker lost its data", async () => {
  await using folder = await tempFolder();
  const untilGone = 'while kcat -L -m 1 -b "$WAH_BROKERS" >/dev/null 2>&1; do :; done';
  const code = `rm "$0/broker.db"; ${untilGone}`;
  const { status, stdout, stderr } = await runCli(
    ["dev", "--data", folder.path, "--", "sh", "-c", code, folder.path],
  );
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /^error: Cannot write ".*broker.db": "broker.db" was deleted/);
});
