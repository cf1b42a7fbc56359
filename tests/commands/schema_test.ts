import assert from "node:assert/strict";
import { type CliResult, runCli } from "../support/cli/cli.ts";
import { startAdminApi } from "../support/peers/admin_api.ts";
import { tempFolder } from "../support/temp_folder.ts";

const version = { subject: "a", version: 2, id: 7, schema: '"int"' };
const answers: Readonly<Record<string, unknown>> = {
  "/subjects": ["a"],
  "/subjects/a/versions/latest": version,
  "/subjects/a/versions/1": { ...version, version: 1, id: 6, schema: '"long"' },
  "/schemas/ids/7": { schema: '"int"' },
  "/compatibility/subjects/a/versions/latest": { is_compatible: true },
  "/compatibility/subjects/a/versions/1": { is_compatible: false, messages: ["\u001b[2J no"] },
};

async function schema(...argv: readonly string[]): Promise<CliResult> {
  await using registry = startAdminApi(({ url }) => {
    const found = answers[new URL(url).pathname];
    const absent = { error_code: 40401, message: "Subject not found" };
    return found === undefined ? Response.json(absent, { status: 404 }) : Response.json(found);
  });
  return await runCli(["schema", ...argv], { env: { WAH_REGISTRY_URL: registry.url.href } });
}

Deno.test("wah schema list prints subjects with their latest versions", async () => {
  const text = await schema("list");
  assert.equal(text.stdout, "SUBJECT  VERSION  ID  TYPE\na              2   7  AVRO\n");
  const { stdout } = await schema("list", "-o", "jsonl");
  assert.equal(stdout, '{"subject":"a","schema_version":2,"id":7,"type":"AVRO"}\n');
});

Deno.test("wah schema show prints a schema by its subject, version or id", async () => {
  for (
    const [name, expected] of [["a", '"int"\n'], ["a:1", '"long"\n'], ["7", '"int"\n']] as const
  ) {
    assert.equal((await schema("show", name)).stdout, expected);
  }
  const { stdout } = await schema("show", "7", "-o", "jsonl");
  assert.equal(
    stdout,
    '{"subject":null,"schema_version":null,"id":7,"type":"AVRO","schema":"\\"int\\"",' +
      '"references":[]}\n',
  );
  const { stderr, status } = await schema("show", "b");
  assert.match(
    stderr,
    /^error: Cannot read the latest version of subject "b": .*"Subject not found"/,
  );
  assert.equal(status, 1);
});

Deno.test("wah schema check exits with 1 if a schema is not compatible", async () => {
  await using folder = await tempFolder();
  const file = folder.file("a.avsc");
  await Deno.writeTextFile(file, '"int"');
  const good = await schema("check", "a", file);
  assert.deepEqual([good.stdout, good.status], ["compatible with a (latest)\n", 0]);
  const bad = await schema("check", "a:1", file);
  assert.deepEqual([bad.stdout, bad.status], ["not compatible with a (1)\n  \\x1b[2J no\n", 1]);
  const json = await schema("check", "a:1", file, "-o", "jsonl");
  assert.match(json.stdout, /^{"subject":"a","schema_version":1,"compatible":false,"messages":\[/);
});

Deno.test("wah schema check fails before it asks if the command line is wrong", async () => {
  for (
    const [argv, expected] of [
      [["a", "a.txt"], /^error: Cannot tell the kind of the schema "a.txt" by its name/],
      [["a", "none.avsc"], /^error: Cannot read "none.avsc": no such file/],
      [["a", "b.avsc", "--reference", "x"], /^error: Cannot use "x" for --reference/],
    ] as const
  ) {
    const { stderr, status } = await schema("check", ...argv);
    assert.match(stderr, expected);
    assert.equal(status, 2);
  }
});

Deno.test("wah schema exits with 2 if no registry is set, and 1 if it is gone", async () => {
  const unset = await runCli(["schema", "list"]);
  assert.match(unset.stderr, /^error: Cannot list schemas: no schema registry is set\nhint: Add/);
  assert.equal(unset.status, 2);
  const gone = startAdminApi(() => Response.json(0));
  await gone[Symbol.asyncDispose]();
  const { stderr, status } = await runCli(["schema", "list", "--registry", gone.url.href]);
  assert.match(stderr, /^error: Cannot list subjects: the schema registry at .* is not reachable/);
  assert.equal(status, 1);
});

Deno.test("wah schema sends the login of a profile only to its registry", async () => {
  const logins: (string | null)[] = [];
  const serve = (): ReturnType<typeof startAdminApi> =>
    startAdminApi(({ headers }) => {
      logins.push(headers.get("authorization"));
      return Response.json([]);
    });
  await using own = serve();
  await using other = serve();
  await using folder = await tempFolder();
  await Deno.mkdir(folder.file("wah"));
  const config = `version = 1\ncurrent = "prod"\n[profiles.prod]\nbrokers = "localhost:1"\n` +
    `registry.url = "${own.url}"\nregistry.user = "ann"\nregistry.password = "word"\n`;
  await Deno.writeTextFile(folder.file("wah/config.toml"), config, { mode: 0o600 });
  const env = { XDG_CONFIG_HOME: folder.path };
  await runCli(["schema", "list"], { env });
  await runCli(["schema", "list", "--registry", other.url.href], { env });
  const token = { WAH_REGISTRY_URL: other.url.href, WAH_REGISTRY_PASSWORD: "t0" };
  await runCli(["schema", "list"], { env: token });
  assert.deepEqual(logins, ["Basic YW5uOndvcmQ=", null, "Bearer t0"]);
});
