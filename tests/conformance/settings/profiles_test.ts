import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { cliCommand, cliEnvironment } from "../../support/cli/cli_process.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { type ProcessResult, runProcess } from "../../support/cli/process.ts";
import { typedTerminal } from "../../support/cli/typed_terminal.ts";
import { type TempFolder, tempFolder } from "../../support/temp_folder.ts";

const { brokers } = broker();

/** A home folder whose current profile `prod` is that of the broker under test. */
async function homeWith(...settings: readonly string[]): Promise<TempFolder> {
  const home = await tempFolder();
  const argv = ["profile", "create", "prod", "--use", "-b", brokers, ...settings];
  const { status, stderr } = await runCli(argv, { env: { HOME: home.path } });
  assert.equal(status, 0, stderr);
  return home;
}

function wah(
  home: TempFolder,
  argv: readonly string[],
  { typed, styled = false }: { readonly typed?: string; readonly styled?: boolean } = {},
): Promise<CliResult> {
  const { terminal, type } = typedTerminal();
  if (typed !== undefined) type(typed);
  const world = typed === undefined ? {} : { terminal, styled };
  return runCli(argv, { env: { HOME: home.path, USER: "ann" }, ...world });
}

/** Runs wah as a process in a folder, with the permissions of its task. */
function inFolder(
  cwd: string,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<ProcessResult> {
  const [program, ...args] = cliCommand(argv);
  return runProcess(program, args, { cwd, env: { ...cliEnvironment(), ...env } });
}

async function exists(name: string): Promise<boolean> {
  await using client = await connect();
  return (await client.metadata({ topics: [name] })).topics.get(name)?.error === null;
}

Deno.test("wah connects to the brokers of the current profile", async () => {
  await using home = await homeWith();
  await using client = await connect();
  await using topic = await createTopic(client, { prefix: "profile" });
  const { status, stdout } = await wah(home, ["topic", "list", topic.name]);
  assert.deepEqual([status, stdout.includes(topic.name)], [0, true]);
});

Deno.test("wah chat uses name and rooms of a profile, and one command the first room", async () => {
  const [one, two] = [uniqueTopic("one"), uniqueTopic("two")];
  await using home = await homeWith(
    "chat.user=zoe",
    `chat.rooms=${one},${two}`,
    "chat.format=json",
  );
  assert.equal((await wah(home, ["chat", "send", "hello"])).status, 0);
  const { stdout } = await wah(home, ["chat", "log", "-o", "jsonl"]);
  const [item] = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual([item.author, item.text], ["zoe", "hello"]);
  const records = await wah(home, ["consume", one, "-o", ":end", "-f", "%v\\n"]);
  assert.equal(records.stdout, '{"username":"zoe","message":"hello"}\n');
});

Deno.test("a protected profile wants its name before it deletes; -y does not answer", async () => {
  await using home = await homeWith("protected=true", "color=red");
  await using client = await connect();
  await using topic = await createTopic(client, { prefix: "protected" });
  const remove = ["topic", "delete", topic.name];
  const refused = await wah(home, [...remove, "-y"]);
  assert.equal(refused.status, 2);
  assert.equal(
    refused.stderr,
    'error: Cannot delete topics: "prod" is protected\nhint: Add --confirm prod\n',
  );
  const wrong = await wah(home, [...remove, "--confirm", "dev"]);
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /--confirm names "dev", but "prod" is in use\n/);
  const typed = await wah(home, [...remove, "-y"], { typed: "yes\n", styled: true });
  assert.equal(typed.status, 1);
  const question = `[prod]\x1b[39m\x1b[22m Delete "${topic.name}"? Type prod to confirm: `;
  assert.ok(typed.stderr.includes(`\x1b[1m\x1b[31m${question}`), JSON.stringify(typed.stderr));
  assert.equal(await exists(topic.name), true);
  assert.equal((await wah(home, remove, { typed: "prod\n" })).status, 0);
  assert.equal(await exists(topic.name), false);
});

Deno.test("the headings of a table have the color of the profile, on a terminal only", async () => {
  await using home = await homeWith("color=magenta");
  const { stdout } = await wah(home, ["topic", "list"], { typed: "", styled: true });
  assert.match(stdout, new RegExp("^\x1b\\[35m\x1b\\[1mTOPIC .*OFFSETS.*\x1b\\[22m\x1b\\[39m\n"));
  assert.match((await wah(home, ["topic", "list"])).stdout, /^TOPIC .*OFFSETS.*\n/);
});

Deno.test("the prompt of a chat begins with the name of the profile, in its color", async () => {
  await using home = await homeWith("color=red", `chat.rooms=${uniqueTopic("prompt")}`);
  let shown = "";
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  const { terminal, type } = typedTerminal((text) => {
    shown += text;
    if (shown.includes("ann> ")) resolve();
  });
  const env = { HOME: home.path, USER: "ann" };
  const chat = runCli(["chat", "--no-presence"], { env, terminal, styled: true });
  await ready;
  type("\x04");
  assert.equal((await chat).status, 0);
  assert.ok(shown.includes("\x1b[1m\x1b[31m[prod]\x1b[39m\x1b[22m ann> "), JSON.stringify(shown));
});

Deno.test("--confirm NAME answers for a protected profile without a terminal", async () => {
  await using home = await homeWith("protected=true");
  await using client = await connect();
  await using topic = await createTopic(client, { prefix: "confirmed" });
  const { status, stderr } = await wah(home, ["topic", "reset", topic.name, "--confirm", "prod"]);
  assert.equal(status, 0, stderr);
});

const accessChanges: readonly (readonly [line: string, action: string])[] = [
  ["acl create --allow-principal a --operation read -t x", "create ACLs"],
  ["acl delete --topic x", "delete ACLs"],
  ["user create ann", 'create user "ann"'],
  ["user delete ann", "delete users"],
  ["quota set --user ann producer_byte_rate=1", "set quotas"],
  ["txn abort payments", "abort transactions"],
  ["txn abort -t orders:0 --start-offset 1", "abort transactions"],
];

for (const [line, action] of accessChanges) {
  Deno.test(`wah ${line} wants the name of a protected profile`, async () => {
    await using home = await homeWith("protected=true");
    const { status, stdout, stderr } = await wah(home, [...line.split(" "), "-y"]);
    assert.deepEqual([status, stdout, stderr], [
      2,
      "",
      `error: Cannot ${action}: "prod" is protected\nhint: Add --confirm prod\n`,
    ]);
  });
}

const writing: readonly (readonly [argv: readonly string[], action: string])[] = [
  [["topic", "create", "t"], "create topics"],
  [["topic", "delete", "t", "-y"], "delete topics"],
  [["topic", "reset", "t", "-y"], "reset topics"],
  [
    ["acl", "create", "-y", "--allow-principal", "a", "--operation", "read", "-t", "x"],
    "create ACLs",
  ],
  [["acl", "delete", "-y", "--topic", "x"], "delete ACLs"],
  [["user", "create", "ann", "-y"], 'create user "ann"'],
  [["user", "delete", "ann", "-y"], "delete users"],
  [["quota", "set", "--user", "ann", "producer_byte_rate=1", "-y"], "set quotas"],
  [["txn", "abort", "payments", "-y"], "abort transactions"],
  [["chat"], "chat"],
  [["chat", "send", "x"], "send the message"],
  [["chat", "edit", "1", "x"], "edit the message"],
  [["chat", "delete", "1"], "delete the message"],
];

for (const [argv, action] of writing) {
  Deno.test(`wah ${argv.join(" ")} exits with 2 in a read-only profile`, async () => {
    await using home = await homeWith("read_only=true");
    const { status, stdout, stderr } = await wah(home, argv);
    const file = home.file(".config/wah/config.toml");
    assert.deepEqual([status, stdout, stderr], [
      2,
      "",
      `error: Cannot ${action}: profiles.prod.read_only in "${file}" forbids writing\n` +
      "hint: Use another profile, or remove read_only\n",
    ]);
  });
}

Deno.test("a read-only profile can list, consume and check", async () => {
  await using home = await homeWith("read_only=true");
  await using client = await connect();
  await using topic = await createTopic(client, { prefix: "read-only" });
  assert.equal((await wah(home, ["topic", "list"])).status, 0);
  assert.equal((await wah(home, ["topic", "describe", topic.name])).status, 0);
  assert.equal((await wah(home, ["consume", topic.name, "-o", ":end"])).status, 0);
  assert.equal((await wah(home, ["health"])).status, 0);
});

Deno.test("wah health runs the command for a password, as its task permits", async () => {
  await using folder = await tempFolder();
  const mark = folder.file("ran");
  const env = {
    WAH_BROKERS: brokers,
    WAH_SASL_USER: "bob",
    WAH_SASL_PASSWORD_COMMAND: `echo s3cret | tee ${mark}`,
  };
  const { stderr } = await inFolder(folder.path, ["health"], env);
  assert.equal(await Deno.readTextFile(mark), "s3cret\n");
  assert.doesNotMatch(stderr, /s3cret|permission/);
});

Deno.test("wah.toml names brokers and rooms in its folder and below", async () => {
  await using folder = await tempFolder();
  const room = uniqueTopic("project");
  await Deno.mkdir(folder.file("src"));
  await Deno.writeTextFile(
    folder.file("wah.toml"),
    `brokers = "${brokers}"\nchat.rooms = ["${room}"]\n`,
  );
  const sent = await inFolder(folder.file("src"), ["chat", "send", "-u", "ann", "hi"]);
  assert.equal(sent.status, 0, sent.stderr);
  assert.equal(await exists(room), true);
  const show = await inFolder(folder.file("src"), ["profile", "show", "--origin"]);
  assert.ok(show.stdout.includes(folder.file("wah.toml")), show.stdout);
});

Deno.test("wah.toml cannot make wah send a login from the environment", async () => {
  await using folder = await tempFolder();
  const file = folder.file("wah.toml");
  await Deno.writeTextFile(file, `brokers = "${brokers}"\n`);
  const env = { WAH_SASL_USER: "bob", WAH_SASL_PASSWORD: "s3cret" };
  const { status, stderr } = await inFolder(folder.path, ["topic", "list"], env);
  assert.equal(status, 2);
  assert.equal(
    stderr,
    `error: Cannot send the login in WAH_SASL_USER to the brokers in "${file}": a project file ` +
      "must not decide where a login goes\n" +
      "hint: Name the brokers that the login is for with -b\n",
  );
});

Deno.test("wah.toml cannot run a command: it is refused before wah connects", async () => {
  await using folder = await tempFolder();
  const mark = folder.file("ran");
  const toml = `brokers = "${brokers}"\nsasl.password_command = "touch ${mark}"\n`;
  await Deno.writeTextFile(folder.file("wah.toml"), toml);
  for (const argv of [["topic", "list"], ["health"], ["chat"], ["profile", "show"]]) {
    const { status, stderr } = await inFolder(folder.path, argv);
    assert.equal(status, 2);
    assert.match(stderr, /^error: Cannot use sasl\.password_command in ".*wah\.toml": /);
  }
  assert.throws(() => Deno.statSync(mark), Deno.errors.NotFound);
});

Deno.test("protection in wah.toml wants its folder's name, unless -b names another", async () => {
  await using folder = await tempFolder();
  await Deno.mkdir(folder.file("shop"));
  await Deno.writeTextFile(
    folder.file("shop/wah.toml"),
    `brokers = "${brokers.replace("127.0.0.1", "localhost")}"\nprotected = true\n`,
  );
  const remove = ["topic", "delete", "-y", uniqueTopic("none")];
  const guarded = await inFolder(folder.file("shop"), remove);
  assert.deepEqual([guarded.status, /Add --confirm shop/.test(guarded.stderr)], [2, true]);
  const other = await inFolder(folder.file("shop"), [...remove, "-b", brokers]);
  assert.match(other.stderr, /there is no such topic/);
});
