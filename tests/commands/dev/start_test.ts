import assert from "node:assert/strict";
import { runCli, spawnCli } from "../../support/cli/cli.ts";
import { findBroker } from "../../../lib/broker/background/find_broker.ts";
import { stopBroker } from "../../../lib/broker/background/stop_broker.ts";
import { KafkaClient } from "../../../lib/kafka/client.ts";
import { parseAddresses } from "../../../lib/kafka/config.ts";
import { drain, listen } from "../../support/peers/listener.ts";
import { poll } from "../../support/poll.ts";
import type { ProcessResult } from "../../support/cli/process.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const never = new AbortController().signal;

type DevResult = Pick<ProcessResult, "status" | "stdout" | "stderr">;

/** A data directory; its broker is stopped when the test ends. */
interface BrokerHome extends AsyncDisposable {
  readonly data: string;
  /** Runs `wah dev ARGV…` on the directory, as a process. */
  dev(...argv: string[]): Promise<DevResult>;
}

async function brokerHome(): Promise<BrokerHome> {
  const folder = await tempFolder();
  const data = folder.file("wah");
  return {
    data,
    async dev(...argv): Promise<DevResult> {
      await using process = spawnCli(["dev", ...argv], { env: { XDG_DATA_HOME: folder.path } });
      const { status, stdout, stderr } = await process.result;
      return { status, stdout, stderr };
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await stopBroker(data, never);
      await folder[Symbol.asyncDispose]();
    },
  };
}

Deno.test("wah dev start starts a broker that status shows and stop stops", async () => {
  await using home = await brokerHome();
  const started = await home.dev("start", "--listen", "127.0.0.1:0", "--topic", "orders:3");
  const [, address = ""] = /^ready (127\.0\.0\.1:\d+)\n$/.exec(started.stdout) ?? [];
  assert.equal(started.status, 0, started.stderr);
  assert.equal(
    started.stderr,
    `  address     ${address}\n  data        ${home.data}\n` +
      "  durability  acknowledged means on disk\n  cluster     one node, for development\n" +
      "  stop        wah dev stop\n",
  );
  {
    await using client = await KafkaClient.connect({ brokers: parseAddresses(address) });
    const { topics } = await client.metadata({ topics: "all" });
    assert.equal(topics.get("orders")?.partitions.length, 3);
  }
  const sighting = findBroker(home.data);
  assert.ok(sighting.status === "running");
  const { pid, startedAt, version } = sighting.state;

  const shown = await home.dev("status");
  assert.deepEqual(
    [shown.status, shown.stdout, shown.stderr],
    [
      0,
      `status   running\naddress  ${address}\ndata     ${home.data}\nprocess  ${pid}\n` +
      `since    ${startedAt}\n`,
      "",
    ],
  );
  const { stdout } = await home.dev("status", "-o", "json");
  const report = { status: "running", address, data: home.data, pid, startedAt, version };
  assert.deepEqual(JSON.parse(stdout), { ...report, failure: null });

  const stopped = await home.dev("stop");
  assert.deepEqual(
    [stopped.status, stopped.stdout, stopped.stderr],
    [0, "", `Stopped the broker on ${address}; its data stays in "${home.data}"\n`],
  );
  assert.equal(findBroker(home.data).status, "stopped");
  const log = Deno.readTextFileSync(`${home.data}/broker.log`);
  assert.match(log, new RegExp(`^\\S+Z Process ${pid} listens on ${address}\n\\S+Z Stopped\n$`));
});

Deno.test("wah dev start finds a running broker at its address", async () => {
  await using home = await brokerHome();
  const first = await home.dev("start", "--listen", "127.0.0.1:0");
  assert.equal(first.status, 0, first.stderr);
  const again = await home.dev("start");
  assert.deepEqual([again.status, again.stdout], [0, first.stdout]);
  assert.match(again.stderr, /^Already running as process \d+ since \S+\n$/);
  const elsewhere = await home.dev("start", "--listen", "127.0.0.1:1");
  assert.deepEqual([elsewhere.status, elsewhere.stdout], [1, ""]);
  assert.match(
    elsewhere.stderr,
    /^error: Cannot start a broker on 127\.0\.0\.1:1: process \d+ has locked the data in "[^"]+" /,
  );
});

Deno.test("wah dev start creates missing topics on a running broker", async () => {
  await using home = await brokerHome();
  const first = await home.dev("start", "--listen", "127.0.0.1:0", "--topic", "orders:2");
  assert.equal(first.status, 0, first.stderr);
  const topics = ["--topic", "orders:3", "--topic", "users:4", "--topic", "users:5"];
  const again = await home.dev("start", ...topics);
  assert.deepEqual([again.status, again.stdout], [0, first.stdout], again.stderr);
  await using client = await KafkaClient.connect({
    brokers: parseAddresses(first.stdout.trim().replace("ready ", "")),
  });
  const { topics: found } = await client.metadata({ topics: "all" });
  assert.deepEqual(
    [...found.values()].map(({ name, partitions }) => [name, partitions.length]).sort(),
    [["orders", 2], ["users", 4]],
  );
  const refused = await home.dev("start", "--topic", "a b");
  assert.deepEqual([refused.status, refused.stdout], [1, ""]);
  assert.match(refused.stderr, /^error: Cannot create the topic "a b": /);
});

Deno.test("wah dev start names the flags that have no effect on a running broker", async () => {
  await using home = await brokerHome();
  const first = await home.dev("start", "--listen", "127.0.0.1:0");
  assert.equal(first.status, 0, first.stderr);
  const again = await home.dev("start", "--set", "num.partitions=3", "--strict");
  assert.deepEqual([again.status, again.stdout], [0, first.stdout]);
  assert.match(
    again.stderr,
    /^Already running as process [^;]+; --set, --strict only apply when it starts, so stop it /,
  );
});

Deno.test("wah dev start warns about every address, and rejects a broker on fewer", async () => {
  await using home = await brokerHome();
  const wide = await home.dev("start", "--listen", "0.0.0.0:0");
  const [, port = ""] = /^ready 127\.0\.0\.1:(\d+)\n$/.exec(wide.stdout) ?? [];
  assert.match(wide.stderr, new RegExp(`^  address     0\\.0\\.0\\.0:${port}\n`));
  assert.match(wide.stderr, /\n {2}warning {5}anyone who can reach this machine/);
  const same = await home.dev("start", "--listen", `0.0.0.0:${port}`);
  assert.deepEqual([same.status, same.stdout], [0, wide.stdout], same.stderr);
  await home.dev("stop");
  const narrow = await home.dev("start", "--listen", "localhost:0");
  assert.equal(narrow.status, 0, narrow.stderr);
  const refused = await home.dev("start", "--listen", "0.0.0.0:0");
  assert.deepEqual([refused.status, refused.stdout], [1, ""]);
  assert.match(refused.stderr, /^error: Cannot start a broker on 0\.0\.0\.0:0: process \d+ has /);
});

Deno.test("wah dev start starts one broker if it runs several times at once", async () => {
  await using home = await brokerHome();
  const starts = await Promise.all(
    [1, 2, 3, 4].map(() => home.dev("start", "--listen", "127.0.0.1:0")),
  );
  const [first] = starts;
  assert.ok(first);
  assert.match(first.stdout, /^ready 127\.0\.0\.1:\d+\n$/);
  assert.deepEqual(
    starts.map(({ status, stdout }) => [status, stdout]),
    starts.map(() => [0, first.stdout]),
  );
  assert.equal(starts.filter(({ stderr }) => stderr.includes("durability")).length, 1);
});

Deno.test("wah dev start prints the broker's error if it does not start", async () => {
  await using home = await brokerHome();
  await using taken = listen(drain);
  const address = `127.0.0.1:${taken.address.port}`;
  const { status, stdout, stderr } = await home.dev("start", "--listen", address);
  assert.deepEqual([status, stdout], [1, ""]);
  assert.equal(
    stderr,
    `error: Cannot listen on "${address}": the port is in use\n` +
      "hint: Stop the program that is listening there, or choose another port\n",
  );
});

Deno.test("wah dev start rejects an unknown setting with 2", async () => {
  await using home = await brokerHome();
  const { status, stdout, stderr } = await home.dev("start", "--set", "num.partition=3");
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(stderr, /^error: Cannot set "num\.partition": [^\n]+\nhint: [^\n]*num\.partitions/);
});

Deno.test("wah dev start replaces a killed broker", async () => {
  await using home = await brokerHome();
  const first = await home.dev("start", "--listen", "127.0.0.1:0", "--topic", "orders");
  assert.equal(first.status, 0, first.stderr);
  const killed = findBroker(home.data);
  assert.ok(killed.status === "running");
  Deno.kill(killed.state.pid, "SIGKILL");
  const { poll } = await import("../../support/poll.ts");
  await poll(
    () => Promise.resolve(findBroker(home.data).status === "stopped" || undefined),
    () => "the killed broker still had its data",
  );
  assert.equal((await home.dev("status")).status, 1);
  const second = await home.dev("start", "--listen", "127.0.0.1:0");
  assert.equal(second.status, 0, second.stderr);
  const [address = ""] = /127\.\S+/.exec(second.stdout) ?? [];
  await using client = await KafkaClient.connect({ brokers: parseAddresses(address) });
  assert.deepEqual([...(await client.metadata({ topics: "all" })).topics.keys()], ["orders"]);
});

Deno.test("wah dev status and stop report that no broker is running", async () => {
  await using home = await brokerHome();
  const world = { env: { XDG_DATA_HOME: home.data.replace(/\/wah$/, "") } };
  const status = await runCli(["dev", "status"], world);
  assert.deepEqual(
    [status.status, status.stdout, status.stderr],
    [1, `status   stopped\ndata     ${home.data}\n`, ""],
  );
  const line = await runCli(["dev", "status", "-o", "jsonl"], world);
  assert.deepEqual([line.status, JSON.parse(line.stdout)], [1, {
    status: "stopped",
    address: null,
    data: home.data,
    pid: null,
    startedAt: null,
    version: null,
    failure: null,
  }]);
  const stop = await runCli(["dev", "stop"], world);
  assert.deepEqual(
    [stop.status, stop.stdout, stop.stderr],
    [0, "", `No broker is running on "${home.data}"\n`],
  );
});

Deno.test("wah dev start removes the access of other users to all its files", async () => {
  await using home = await brokerHome();
  Deno.mkdirSync(home.data);
  Deno.chmodSync(home.data, 0o777);
  await home.dev("start", "--listen", "127.0.0.1:0", "--topic", "orders");
  await stopBroker(home.data, never);
  // As an earlier version left them.
  const modes = (): Record<string, string> =>
    Object.fromEntries(
      [...Deno.readDirSync(home.data)].map(({ name }) => [
        name,
        (Deno.statSync(`${home.data}/${name}`).mode! & 0o777).toString(8),
      ]),
    );
  for (const name of Object.keys(modes())) Deno.chmodSync(`${home.data}/${name}`, 0o644);
  const { status } = await home.dev("start", "--listen", "127.0.0.1:0");
  assert.equal(status, 0);
  assert.deepEqual(modes(), {
    "broker.db": "600",
    "broker.db-wal": "600",
    "broker.json": "600",
    "broker.lock": "600",
    "broker.log": "600",
  });
});

for (const name of ["broker.db", "broker.db-wal", "broker.lock", "broker.log"]) {
  Deno.test(`wah dev start does not follow a symbolic link ${name}`, async () => {
    await using home = await brokerHome();
    Deno.mkdirSync(home.data);
    const victim = `${home.data}/../victim`;
    Deno.writeTextFileSync(victim, "");
    Deno.symlinkSync(victim, `${home.data}/${name}`);
    const { status, stdout, stderr } = await home.dev("start", "--listen", "127.0.0.1:0");
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, new RegExp(`^error: Cannot .*: "${name}" is a symbolic link\n`));
    assert.equal(Deno.readTextFileSync(victim), "");
    Deno.removeSync(`${home.data}/${name}`);
  });
}

Deno.test("a background broker that loses its data stops, and status states why", async () => {
  await using home = await brokerHome();
  const started = await home.dev("start", "--listen", "127.0.0.1:0");
  assert.equal(started.status, 0, started.stderr);
  Deno.removeSync(`${home.data}/broker.db`);
  await poll(
    () => Promise.resolve(findBroker(home.data).status === "stopped" || undefined),
    () => "the broker did not stop",
  );
  const reason = `Cannot write "${home.data}/broker.db": "broker.db" was deleted, moved or ` +
    "replaced while the broker was using it";
  assert.match(Deno.readTextFileSync(`${home.data}/broker.log`), new RegExp(`Z ${reason}; the `));
  const { status, stdout } = await home.dev("status");
  assert.equal(status, 1);
  assert.match(
    stdout,
    new RegExp(`^status   stopped\n[^]*reason   ${reason}\nat       \\S+Z\n$`),
  );
  const json = await home.dev("status", "-o", "json");
  assert.equal(JSON.parse(json.stdout).failure.reason, reason);
  const again = await home.dev("start", "--listen", "127.0.0.1:0");
  assert.equal(again.status, 0);
  await stopBroker(home.data, never);
  const clean = await home.dev("status");
  assert.equal(clean.stdout, `status   stopped\ndata     ${home.data}\n`);
});
