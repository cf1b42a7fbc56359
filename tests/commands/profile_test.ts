import assert from "node:assert/strict";
import { type CliResult, runCli } from "../support/cli/cli.ts";
import { typedTerminal } from "../support/cli/typed_terminal.ts";
import { type TempFolder, tempFolder } from "../support/temp_folder.ts";

/** Runs `wah profile …` with a home folder of its own. */
function profile(
  home: TempFolder,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<CliResult> {
  return runCli(["profile", ...argv], { env: { HOME: home.path, ...env } });
}

function configFile(home: TempFolder): string {
  return home.file(".config/wah/config.toml");
}

async function made(home: TempFolder, ...argv: readonly string[]): Promise<void> {
  const { status, stderr } = await profile(home, argv);
  assert.equal(status, 0, stderr);
}

Deno.test("wah profile create writes flags and settings, use chooses, list prints", async () => {
  await using home = await tempFolder();
  const settings = ["color=red", "protected=true", "chat.rooms=ops,dev", "decode.orders=json"];
  await made(home, "create", "prod", "-b", "a:1", "--tls", "--sasl-user", "bob", ...settings);
  await made(home, "create", "dev", "--use");
  assert.equal(
    await Deno.readTextFile(configFile(home)),
    `version = 1
current = "dev"

[profiles.prod]
brokers = "a:1"
tls.enabled = true
sasl.user = "bob"
color = "red"
protected = true
chat.rooms = ["ops", "dev"]
decode.orders = "json"

[profiles.dev]
`,
  );
  await made(home, "use", "prod");
  const { stdout } = await profile(home, ["list", "-o", "jsonl"]);
  assert.deepEqual(stdout.trimEnd().split("\n").map((line) => JSON.parse(line)), [
    {
      profile: "prod",
      current: true,
      brokers: "a:1",
      tls: true,
      login: "bob",
      color: "red",
      protected: true,
      read_only: false,
    },
    {
      profile: "dev",
      current: false,
      brokers: null,
      tls: false,
      login: null,
      color: null,
      protected: false,
      read_only: false,
    },
  ]);
  await made(home, "use", "--none");
  assert.doesNotMatch(await Deno.readTextFile(configFile(home)), /current/);
});

Deno.test("wah profile show --origin prints where each setting is, and hides secrets", async () => {
  await using home = await tempFolder();
  await made(home, "create", "prod", "--use", "-b", "a:1", "sasl.user=bob", "color=red");
  const env = { WAH_SASL_PASSWORD: "s3cret", RPK_ADMIN_HOSTS: "a:9644" };
  const text = await profile(home, ["show", "--origin", "--tls"], env);
  const rows = text.stdout.trimEnd().split("\n").map((line) => line.split(/ {2,}/));
  assert.deepEqual(rows, [
    ["SETTING", "VALUE", "ORIGIN"],
    ["brokers", "a:1", "profile prod"],
    ["tls.enabled", "true", "--tls"],
    ["sasl.user", "bob", "profile prod"],
    ["sasl.password", "(hidden)", "WAH_SASL_PASSWORD"],
    ["admin.url", "a:9644", "RPK_ADMIN_HOSTS"],
    ["color", "red", "profile prod"],
  ]);
  assert.equal(text.stderr, `Using profile "prod" in "${configFile(home)}"\n`);
  const json = await profile(home, ["show", "-o", "json"], env);
  assert.deepEqual(JSON.parse(json.stdout).settings[2], {
    key: "sasl.password",
    value: null,
    secret: true,
    origin: { kind: "variable", name: "WAH_SASL_PASSWORD", file: null, profile: null },
  });
  for (const { stdout, stderr } of [text, json]) assert.doesNotMatch(stdout + stderr, /s3cret/);
});

Deno.test("wah profile show prints the default broker if nothing is set", async () => {
  await using home = await tempFolder();
  const { stdout, stderr } = await profile(home, ["show", "--origin"]);
  assert.match(stdout, /^SETTING +VALUE +ORIGIN\nbrokers +localhost:9092 +default\n$/);
  assert.equal(stderr, "");
});

Deno.test("wah profile show notes that a login does not go to other brokers", async () => {
  await using home = await tempFolder();
  await made(home, "create", "prod", "--use", "-b", "a:1", "sasl.user=bob");
  const note = 'The login of the profile "prod" is not used';
  const { stderr } = await profile(home, ["show", "-b", "b:1"]);
  assert.ok(stderr.includes(`${note}: --brokers names other brokers\n`), stderr);
  const verbose = await profile(home, ["show", "-v", "-b", "b:1"]);
  assert.ok(verbose.stderr.includes(`${note} (sasl.user): `), verbose.stderr);
  assert.equal((await profile(home, ["show", "-q", "-b", "b:1"])).stderr, "");
});

Deno.test("wah profile set changes and removes settings, and keeps unknown ones", async () => {
  await using home = await tempFolder();
  await made(home, "create", "prod", "-b", "a:1");
  const file = configFile(home);
  const text = `${await Deno.readTextFile(file)}future = 1 # kept\n`;
  await Deno.writeTextFile(file, text);
  await made(home, "set", "prod", "brokers=", "read_only=true", "sasl.password_command=pass x");
  assert.equal(
    await Deno.readTextFile(file),
    `version = 1

[profiles.prod]
future = 1 # kept
read_only = true
sasl.password_command = "pass x"
`,
  );
});

const refused: readonly (readonly [argv: string, message: string])[] = [
  ["set prod colour=red", 'Cannot set "colour": there is no such setting'],
  [
    "set prod color=pink",
    'Cannot use color "pink": expected red, green, yellow, blue, magenta or cyan',
  ],
  ["set prod color", 'Cannot use "color": expected KEY=VALUE'],
  ["set prod", 'Cannot change the profile "prod": no settings given'],
  ["set prod brokers=http://x", 'Cannot read "http://x" as a broker address: it has a scheme'],
  ["set prod protected=maybe", 'Cannot use protected "maybe": expected true or false'],
  [
    "set prod sasl.password=s3cret",
    "Cannot set sasl.password on a command line: other users of this machine can read it",
  ],
  ["set prd color=red", 'Cannot use the profile "prd": there is no such profile'],
  ["use prd", 'Cannot use the profile "prd": there is no such profile'],
  ["show prd", 'Cannot use the profile "prd": there is no such profile'],
  ["delete -y prd", 'Cannot use the profile "prd": there is no such profile'],
  ["use", "Cannot choose a profile: expected either NAME or --none"],
  ["create prod", 'Cannot create the profile "prod": it already exists'],
  ["create a/b", 'Cannot use "a/b" as the name of a profile'],
  ["delete prod", "Cannot delete the profile: confirmation is required, but there is no terminal"],
  [
    "set prod sasl.password_file=a sasl.password_command=b",
    "Cannot use both profiles.prod.sasl.password_file and profiles.prod.sasl.password_command",
  ],
];

for (const [line, message] of refused) {
  Deno.test(`wah profile ${line} exits with 2 and changes nothing`, async () => {
    await using home = await tempFolder();
    await made(home, "create", "prod", "-b", "a:1");
    const before = await Deno.readTextFile(configFile(home));
    const { status, stderr } = await profile(home, line.split(" "));
    assert.equal(status, 2);
    assert.ok(stderr.startsWith(`error: ${message}`), stderr);
    assert.doesNotMatch(stderr, /s3cret/);
    assert.equal(await Deno.readTextFile(configFile(home)), before);
  });
}

Deno.test("wah profile delete asks, and forgets that the profile was the current one", async () => {
  await using home = await tempFolder();
  await made(home, "create", "prod", "--use", "protected=true", "read_only=true");
  const remove = async (answer: string): Promise<number> => {
    const { terminal, type } = typedTerminal();
    type(answer);
    const world = { env: { HOME: home.path }, terminal };
    return (await runCli(["profile", "delete", "prod"], world)).status;
  };
  assert.equal(await remove("n\n"), 1);
  assert.match(await Deno.readTextFile(configFile(home)), /profiles\.prod/);
  assert.equal(await remove("y\n"), 0);
  assert.equal(await Deno.readTextFile(configFile(home)), "version = 1\n");
});

Deno.test("wah profile import reads rpk.yaml, and stores a password only if asked to", async () => {
  await using home = await tempFolder();
  const file = home.file("rpk.yaml");
  await Deno.writeTextFile(
    file,
    `version: 6
current_profile: b
profiles:
  - { name: a, kafka_api: { brokers: ["a:1"] } }
  - name: b
    kafka_api: { brokers: ["b:1"], sasl: { user: bob, password: s3cret, mechanism: PLAIN } }
`,
  );
  const first = await profile(home, ["import", file]);
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stderr, /Not stored: sasl\.password of "b"; run wah profile set b /);
  const text = await Deno.readTextFile(configFile(home));
  assert.match(text, /^current = "b"$/m);
  assert.doesNotMatch(text + first.stdout + first.stderr, /s3cret/);
  const again = await profile(home, ["import", file]);
  assert.match(again.stderr, /^error: Cannot import the profile "a": it already exists\n/);
  await made(home, "delete", "-y", "b");
  await made(home, "import", file, "--name", "b", "--with-password", "-q");
  assert.match(await Deno.readTextFile(configFile(home)), /^sasl\.password = "s3cret"$/m);
});

Deno.test("wah profile import names a profile after the file, and lists the rest", async () => {
  await using home = await tempFolder();
  const file = home.file("client.properties");
  await Deno.writeTextFile(file, "bootstrap.servers=a:1\nssl.ca.location=ca.pem\nacks=all\n");
  const { status, stdout, stderr } = await profile(home, ["import", file, "-o", "json"]);
  assert.equal(status, 0, stderr);
  assert.deepEqual(JSON.parse(stdout).profiles, [{
    profile: "client",
    settings: ["brokers", "tls.ca"],
    skipped: ["acks"],
    secrets: [],
  }]);
  assert.equal(stderr, 'Not imported into "client": acks\n');
  assert.ok((await Deno.readTextFile(configFile(home))).includes(`"${home.file("ca.pem")}"`));
});
