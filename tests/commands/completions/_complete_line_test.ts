import assert from "node:assert/strict";
import { join } from "node:path";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli, spawnCli } from "../../support/cli/cli.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const { brokers } = broker();

/** A test file runs longer than a person waits for Tab; the limit counts from its start. */
const patient = { WAH_COMPLETION_TIMEOUT_MS: "9999999" };

/** Completes words, the last of which is at the cursor; returns the words offered and the rest. */
async function complete(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<[words: string[], directive: string]> {
  const { status, stdout, stderr } = await runCli(["complete", "--", ...words], { env });
  assert.deepEqual([status, stderr], [0, ""]);
  const lines = stdout.trimEnd().split("\n");
  return [lines.slice(0, -1).map((line) => line.split("\t")[0]!), lines.at(-1)!];
}

const cases: readonly (readonly [line: string, words: readonly string[], directive?: string])[] = [
  ["to", ["topic"]],
  ["comple", ["completions"]],
  ["topic add", ["add-partitions"]],
  ["topic list --int", ["--internal"]],
  ["topic list -o ", ["text", "json", "jsonl", "yaml"]],
  ["topic list -o j", ["json", "jsonl"]],
  ["topic list --output=j", ["json", "jsonl"]],
  ["topic list -o=y", ["yaml"]],
  ["-q topic list -io y", ["yaml"]],
  ["-b host:1 topic desc", ["describe"]],
  ["topic -- desc", ["describe"]],
  ["topic create -p 3 --dry", ["--dry-run"]],
  ["chat -u -t --bell d", ["dm"]],
  ["completions z", ["zsh"]],
  ["completions zsh ", []],
  ["help off", ["offsets"]],
  ["help he", ["health", "help"]],
  ["produce orders --from ", [], ":0"],
  ["dev --data=x", [], ":0"],
  ["dev -- ls ", []],
  ["nonsense ", []],
  ["topic nonsense ", []],
  ["topic list --nonsense=", []],
];

for (const [line, words, directive = ":4"] of cases) {
  Deno.test(`wah complete offers ${words.join(", ") || "nothing"} for: wah ${line}`, async () => {
    assert.deepEqual(await complete(line.split(" ")), [[...words], directive]);
  });
}

Deno.test("wah complete offers topics, rooms and groups of the cluster", async () => {
  await using state = await tempFolder();
  const topic = uniqueTopic("complete");
  await runCli(["topic", "create", topic], { brokers });
  const env = { ...patient, WAH_BROKERS: brokers, XDG_STATE_HOME: state.path };
  assert.deepEqual((await complete(["topic", "describe", topic.slice(0, -1)], env))[0], [topic]);
  assert.deepEqual((await complete(["consume", topic.slice(0, -1)], env))[0], [topic]);
  assert.deepEqual((await complete(["chat", "-t", topic.slice(0, -1)], env))[0], [topic]);
  assert.deepEqual((await complete(["group", "describe", "no-such"], env))[0], []);
});

Deno.test("wah complete offers users whose chats announced themselves", async () => {
  await using state = await tempFolder();
  const user = uniqueTopic("zoe");
  await runCli(["topic", "create", "chat-presence", "--if-not-exists"], { brokers });
  const seat = ["produce", "chat-presence", "-k", `room/${user}/s1`, '{"since":1}'];
  const produced = await runCli(seat, { brokers });
  assert.equal(produced.status, 0, produced.stderr);
  const env = { ...patient, WAH_BROKERS: brokers, XDG_STATE_HOME: state.path };
  assert.deepEqual((await complete(["chat", "send", "--to", user], env))[0], [user]);
  assert.deepEqual((await complete(["chat", "log", "--with", user], env))[0], [user]);
});

Deno.test("wah complete asks the cluster of the line", async () => {
  await using state = await tempFolder();
  const topic = uniqueTopic("complete");
  await runCli(["topic", "create", topic], { brokers });
  const env = { ...patient, WAH_BROKERS: "localhost:1", XDG_STATE_HOME: state.path };
  assert.deepEqual((await complete(["consume", topic], env))[0], []);
  assert.deepEqual((await complete(["-b", brokers, "consume", topic], env))[0], [topic]);
});

Deno.test("wah complete offers the names of the last time if the cluster is gone", async () => {
  await using state = await tempFolder();
  const folder = join(state.path, "wah");
  const env = { ...patient, WAH_BROKERS: "localhost:1", XDG_STATE_HOME: state.path };
  await Deno.mkdir(folder);
  const key = JSON.stringify(["topic", null, "localhost:1", null]);
  const names = ["orders", "$(touch owned)", "-rf", "a b", "ordners\u001b[0m", "Ünder_1.2"];
  const write = (ageMs: number, version = 1): Promise<void> =>
    Deno.writeTextFile(
      join(folder, "completion.json"),
      JSON.stringify({ version, entries: { [key]: { atMs: Date.now() - ageMs, names } } }),
    );
  await write(60_000);
  assert.deepEqual((await complete(["consume", ""], env))[0], ["orders", "Ünder_1.2"]);
  await write(25 * 60 * 60 * 1_000);
  assert.deepEqual((await complete(["consume", ""], env))[0], []);
  await write(60_000, 2);
  assert.deepEqual((await complete(["consume", ""], env))[0], []);
});

Deno.test("wah complete offers profiles, and the topics of the profile on the line", async () => {
  await using home = await tempFolder();
  const topic = uniqueTopic("complete");
  await runCli(["topic", "create", topic], { brokers });
  const env = { ...patient, XDG_CONFIG_HOME: home.path, XDG_STATE_HOME: home.path };
  for (const [name, address] of [["local", brokers], ["lost", "localhost:1"]] as const) {
    const made = await runCli(["profile", "create", name, "-b", address], { env });
    assert.equal(made.status, 0, made.stderr);
  }
  assert.deepEqual((await complete(["profile", "use", "l"], env))[0], ["local", "lost"]);
  assert.deepEqual((await complete(["--profile", "lo"], env))[0], ["local", "lost"]);
  const named = (profile: string): string[] => ["--profile", profile, "consume", topic];
  assert.deepEqual((await complete(named("local"), env))[0], [topic]);
  assert.deepEqual((await complete(named("lost"), env))[0], []);
});

Deno.test("wah complete asks no cluster if a command prints its password", async () => {
  await using state = await tempFolder();
  const ran = state.file("ran");
  const env = {
    ...patient,
    WAH_BROKERS: brokers,
    WAH_SASL_USER: "ann",
    WAH_SASL_PASSWORD_COMMAND: `touch ${ran}; echo secret`,
    XDG_STATE_HOME: state.path,
  };
  assert.deepEqual(await complete(["consume", ""], env), [[], ":4"]);
  assert.throws(() => Deno.statSync(ran), Deno.errors.NotFound);
});

Deno.test("wah complete saves names privately, and leaves a newer file alone", async () => {
  await using state = await tempFolder();
  const env = { ...patient, WAH_BROKERS: brokers, XDG_STATE_HOME: state.path };
  await complete(["consume", ""], env);
  const file = join(state.path, "wah", "completion.json");
  const saved = JSON.parse(await Deno.readTextFile(file));
  assert.equal(saved.version, 1);
  assert.equal(Object.keys(saved.entries).length, 1);
  assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
  const newer = '{"version":9}';
  await Deno.writeTextFile(file, newer);
  await complete(["consume", ""], env);
  assert.equal(await Deno.readTextFile(file), newer);
});

Deno.test("wah complete is silent if settings are wrong or the state cannot be kept", async () => {
  await using state = await tempFolder();
  const file = state.file("file");
  await Deno.writeTextFile(file, "");
  for (const WAH_BROKERS of ["http://x", "localhost:1"]) {
    const env = { ...patient, WAH_BROKERS, WAH_SASL_USER: "ann", XDG_STATE_HOME: file };
    assert.deepEqual(await complete(["consume", ""], env), [[], ":4"]);
  }
});

Deno.test("wah complete looks up nothing once its time is over", async () => {
  await using state = await tempFolder();
  const topic = uniqueTopic("complete");
  await runCli(["topic", "create", topic], { brokers });
  const env = {
    WAH_COMPLETION_TIMEOUT_MS: "0",
    WAH_BROKERS: brokers,
    XDG_STATE_HOME: state.path,
  };
  assert.deepEqual(await complete(["consume", topic], env), [[], ":4"]);
});

Deno.test("wah complete ends soon if the broker accepts a connection but is silent", async () => {
  await using state = await tempFolder();
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const env = {
    WAH_BROKERS: `127.0.0.1:${(silent.addr as Deno.NetAddr).port}`,
    XDG_STATE_HOME: state.path,
  };
  const startMs = performance.now();
  await using process = spawnCli(["complete", "--", "consume", ""], { env, stdin: "" });
  const { status, stdout, stderr } = await process.result;
  assert.deepEqual([status, stdout, stderr], [0, ":4\n", ""]);
  // Other commands wait 5 s for such a broker. This one waits 300 ms, on a machine under any load.
  assert.ok(performance.now() - startMs < 4_000);
});
