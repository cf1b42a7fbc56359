import assert from "node:assert/strict";
import { runCli, spawnCli, startCli } from "../support/cli/cli.ts";
import { KafkaClient } from "../../lib/kafka/client.ts";
import { parseAddresses } from "../../lib/kafka/config.ts";
import { drain, listen } from "../support/peers/listener.ts";
import { type TempFolder, tempFolder } from "../support/temp_folder.ts";

const readyLine = /^ready (\S+)\n$/;

/** Returns the address on the ready line, which must be the only output on stdout. */
function readyAddress(stdout: string): string {
  const address = readyLine.exec(stdout)?.[1];
  assert.ok(address, stdout);
  return address;
}

/** Returns the topics of a broker, with their numbers of partitions. */
async function topicsAt(address: string): Promise<[name: string, partitions: number][]> {
  await using client = await KafkaClient.connect({ brokers: parseAddresses(address) });
  const { topics } = await client.metadata({ topics: "all" });
  return [...topics.values()].map(({ name, partitions }) => [name, partitions.length]);
}

function dataIn(folder: TempFolder): { env: Record<string, string> } {
  return { env: { XDG_DATA_HOME: folder.path } };
}

Deno.test("wah dev prints its banner, and exits with 0 when interrupted", async () => {
  await using folder = await tempFolder();
  const cli = startCli(["dev", "--listen", "127.0.0.1:0"], dataIn(folder));
  const address = readyAddress(await cli.stdout.waitFor("\n"));
  assert.deepEqual(await topicsAt(address), []);
  await cli.stderr.waitFor("Ctrl-C");
  cli.interrupt();
  const { status, stdout, stderr } = await cli.result;
  assert.deepEqual([status, stdout], [0, `ready ${address}\n`]);
  assert.match(
    stderr,
    new RegExp(
      `^  address     ${address}\n  data        ${folder.file("wah")}\n  durability [^]+` +
        "  stop        Ctrl-C\n\\S+ Stopped\n$",
    ),
  );
});

Deno.test("wah dev on every address prints a loopback address, and warns", async () => {
  const cli = startCli(["dev", "--memory", "--listen", "0.0.0.0:0"]);
  const address = readyAddress(await cli.stdout.waitFor("\n"));
  assert.match(address, /^127\.0\.0\.1:/);
  assert.deepEqual(await topicsAt(address), []);
  await cli.stderr.waitFor(/ address +0\.0\.0\.0:[^]+ warning /);
  cli.interrupt();
  assert.equal((await cli.result).status, 0);
});

Deno.test("wah dev keeps topics between two runs, but not with --memory", async () => {
  await using folder = await tempFolder();
  const run = async (...flags: string[]): Promise<[string, number][]> => {
    const cli = startCli(["dev", "--listen", "127.0.0.1:0", ...flags]);
    const topics = await topicsAt(readyAddress(await cli.stdout.waitFor("\n")));
    cli.interrupt();
    assert.equal((await cli.result).status, 0);
    return topics;
  };
  const data = folder.file("data");
  assert.deepEqual(await run("--data", data, "--topic", "a", "--topic", "b:3"), [["a", 1], [
    "b",
    3,
  ]]);
  assert.deepEqual(await run("--data", data, "--topic", "b:5"), [["a", 1], ["b", 3]]);
  assert.deepEqual(await run("--memory", "--topic", "c"), [["c", 1]]);
  assert.deepEqual(await run("--memory"), []);
});

Deno.test("wah dev applies settings, and advertises the address of --advertise", async () => {
  const settings = ["--set", "num.partitions=4", "--advertise", "kafka.example:9093"];
  const cli = startCli(["dev", "--memory", "--listen", "127.0.0.1:0", "--topic", "a", ...settings]);
  const address = readyAddress(await cli.stdout.waitFor("\n"));
  assert.deepEqual(await topicsAt(address), [["a", 4]]);
  await using client = await KafkaClient.connect({ brokers: parseAddresses(address) });
  assert.deepEqual(client.nodes.map(({ host, port }) => [host, port]), [["kafka.example", 9093]]);
  cli.interrupt();
  assert.equal((await cli.result).status, 0);
});

Deno.test("wah dev -q prints only the ready line", async () => {
  const cli = startCli(["dev", "-q", "--memory", "--listen", "127.0.0.1:0"]);
  await cli.stdout.waitFor("ready");
  cli.interrupt();
  const { status, stderr } = await cli.result;
  assert.deepEqual([status, stderr], [0, ""]);
});

Deno.test("wah dev logs a client that does not speak Kafka", async () => {
  const cli = startCli(["dev", "-q", "--memory", "--listen", "127.0.0.1:0"]);
  const address = readyAddress(await cli.stdout.waitFor("\n"));
  await assert.rejects(fetch(`http://${address}/`), TypeError);
  await cli.stderr.waitFor(/^\S+Z [^\n]*HTTP[^\n]*\n/m);
  cli.interrupt();
  assert.equal((await cli.result).status, 0);
});

const usageErrors: readonly (readonly [line: string, error: string, hint?: string])[] = [
  [
    "dev --listen 9092",
    'Cannot use "9092" for --listen: expected HOST:PORT, for example localhost:9092; ' +
    "port 0 picks a free one",
  ],
  [
    "dev --memory --data here",
    'Cannot run "wah dev": --memory cannot be combined with --data',
    "See wah dev --help",
  ],
  [
    "dev --sync never",
    'Cannot use "never" for --sync: expected full or normal',
  ],
  [
    "dev statsu",
    'Cannot run "wah dev": unknown command "statsu", expected start, status or stop',
    "Did you mean status?",
  ],
  [
    "dev npm test",
    'Cannot run "wah dev": unknown command "npm", expected start, status or stop',
    "To run npm with a broker: wah dev -- npm test",
  ],
  [
    "dev --",
    'Cannot run "wah dev --": no program given',
    "Give one, for example wah dev -- npm test",
  ],
  [
    "dev stop -- npm test",
    'Cannot run "wah dev stop" with another program',
    "Remove -- and everything after it",
  ],
  [
    "dev --memory start",
    'Cannot run "wah dev start" with --memory: it needs data on disk',
    "Remove --memory",
  ],
  [
    "dev status here",
    'Cannot run "wah dev status": unexpected argument "here", expected none',
    "See wah dev status --help",
  ],
  [
    "dev",
    "Cannot determine the data directory: this account has no home folder",
    "Add --data DIR, set XDG_DATA_HOME, or add --memory to keep the data in memory only",
  ],
];

for (const [line, error, hint] of usageErrors) {
  Deno.test(`run() rejects: wah ${line}`, async () => {
    const { status, stdout, stderr } = await runCli(line.split(" "));
    const hintLine = hint === undefined ? "" : `hint: ${hint}\n`;
    assert.deepEqual([status, stdout, stderr], [2, "", `error: ${error}\n${hintLine}`]);
  });
}

Deno.test("wah dev suggests the nearest setting", async () => {
  const { status, stderr } = await runCli(["dev", "--memory", "--set", "num.partition=3"]);
  assert.equal(status, 2);
  assert.match(stderr, /^error: Cannot set "num.partition": [^\n]+\nhint: [^\n]*num\.partitions/);
});

Deno.test("wah dev fails if its port is taken", async () => {
  await using taken = listen(drain);
  const address = `127.0.0.1:${taken.address.port}`;
  const { status, stdout, stderr } = await runCli(["dev", "--memory", "--listen", address]);
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(
    stderr,
    new RegExp(`^error: Cannot listen on "${address}": the port is in use\nhint`),
  );
});

Deno.test("wah dev fails if another process uses its data, and names it", async () => {
  await using folder = await tempFolder();
  const argv = ["dev", "--listen", "127.0.0.1:0", "--data", folder.path];
  const first = startCli(argv);
  const address = readyAddress(await first.stdout.waitFor("\n"));
  const second = await runCli(argv);
  assert.deepEqual([second.status, second.stdout], [1, ""]);
  assert.equal(
    second.stderr,
    `error: Cannot use the data directory "${folder.path}": process ${Deno.pid} has locked it ` +
      `and listens on ${address}\n` +
      "hint: Stop that broker with wah dev stop, or give another directory with --data\n",
  );
  first.interrupt();
  assert.equal((await first.result).status, 0);
});

Deno.test("wah dev fails if no broker wrote its data, and does not change it", async () => {
  await using folder = await tempFolder();
  const text = "precious ".repeat(1000);
  Deno.writeTextFileSync(folder.file("broker.db"), text);
  const { status, stdout, stderr } = await runCli(["dev", "--data", folder.path]);
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(
    stderr,
    /^error: Cannot open "[^"]+": the file is damaged or not a log of this broker\n/,
  );
  assert.equal(Deno.readTextFileSync(folder.file("broker.db")), text);
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test(`wah dev exits with 0 at ${signal}, with clients connected`, async () => {
    await using process = spawnCli(["dev", "--memory", "--listen", "127.0.0.1:0"]);
    const address = readyAddress(await process.stdout.waitFor("\n"));
    await using _client = await KafkaClient.connect({ brokers: parseAddresses(address) });
    process.kill(signal);
    const { status, stderr } = await process.result;
    assert.equal(status, 0, stderr);
  });
}

Deno.test("wah dev exits at once at the second signal, with the status of that one", async () => {
  await using process = spawnCli(["dev", "--memory", "--listen", "127.0.0.1:0"]);
  await process.stderr.waitFor("Ctrl-C");
  // Both signals arrive while the process is suspended, so the second precedes the clean stop.
  // The system determines the order in which a resumed process receives them.
  process.kill("SIGSTOP");
  process.kill("SIGINT");
  process.kill("SIGTERM");
  process.kill("SIGCONT");
  const { status } = await process.result;
  assert.ok(status === 143 || status === 130, `status ${status}`);
});

Deno.test("wah dev stops after --idle-timeout, and its data stays", async () => {
  await using folder = await tempFolder();
  const argv = ["dev", "--listen", "127.0.0.1:0", "--data", folder.path, "--idle-timeout", "1"];
  const { status, stderr } = await runCli(argv);
  assert.equal(status, 0);
  assert.match(stderr, / Stopped after 1 s without a connection\n$/);
  assert.ok(Deno.statSync(folder.file("broker.db")).isFile);
});

Deno.test("wah dev exits with 1 and states why if its data file is replaced", async () => {
  await using folder = await tempFolder();
  const cli = startCli(["dev", "--listen", "127.0.0.1:0", "--data", folder.path]);
  await cli.stderr.waitFor("Ctrl-C");
  Deno.renameSync(folder.file("broker.db"), folder.file("backup.db"));
  Deno.writeTextFileSync(folder.file("broker.db"), "");
  const { status, stderr } = await cli.result;
  assert.equal(status, 1);
  assert.match(
    stderr,
    /\nerror: Cannot write "[^"]*": "broker.db" was deleted, moved or replaced [^\n]*\nhint: Put /,
  );
});
