import assert from "node:assert/strict";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { typedTerminal } from "../../support/cli/typed_terminal.ts";
import { runKafkaTool } from "../../support/kafka/java.ts";
import { type SecuredKafka, startSecuredKafka } from "../../support/kafka/secured_kafka.ts";
import { poll } from "../../support/poll.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { type AccessRun, accessRun, fails, kafkaTool, loginOf, succeeds } from "./_access.ts";

type Mechanism = "scram-sha-256" | "scram-sha-512";

const secret = "pässwörd\u{aa}=2C 🐼";

/** What Kafka's own tool describes: `alice SCRAM-SHA-256 4096`. */
async function describedByKafka(kafka: SecuredKafka): Promise<string[]> {
  const text = await kafkaTool(kafka, "kafka.admin.ConfigCommand", [
    ...["--describe", "--entity-type", "users"],
  ]);
  return text.split("\n").flatMap((line) => {
    const user = /user-principal '(.*?)'/.exec(line)?.[1];
    const found = [...line.matchAll(/(SCRAM-SHA-\d+)=iterations=(\d+)/g)];
    return found.map(([, mechanism, iterations]) => `${user} ${mechanism} ${iterations}`);
  }).sort();
}

async function listedByWah(run: AccessRun): Promise<string[]> {
  const text = await succeeds(run(["user", "list"]));
  return text.split("\n").slice(1, -1).map((line) => {
    const [user, mechanism, iterations] = line.split(/ +/);
    return `${user} ${mechanism!.toUpperCase()} ${iterations}`;
  }).sort();
}

/** Logs in with wah; waits until the broker uses the new credentials. */
async function logsIn(
  kafka: SecuredKafka,
  user: string,
  password: string,
  { mechanism = "scram-sha-256", expected = 0 }: {
    readonly mechanism?: Mechanism;
    readonly expected?: number;
  } = {},
): Promise<void> {
  let last: CliResult | undefined;
  await poll(async () => {
    const env = { ...loginOf(kafka, user, password), WAH_SASL_MECHANISM: mechanism };
    last = await runCli(["topic", "list"], { env });
    return last.status === expected || undefined;
  }, () => `exit status ${last?.status}: ${last?.stderr}`);
}

/** Logs in with Apache Kafka's own client. */
async function logsInWithJava({ saslPlaintext }: SecuredKafka, user: string): Promise<void> {
  await using folder = await tempFolder();
  const module = "org.apache.kafka.common.security.scram.ScramLoginModule";
  const escaped = secret.replace(/[^ -~]/g, (unit) => (
    `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
  ));
  const lines = [
    "security.protocol=SASL_PLAINTEXT",
    "sasl.mechanism=SCRAM-SHA-256",
    `sasl.jaas.config=${module} required username="${user}" password="${escaped}";`,
  ];
  await Deno.writeTextFile(folder.file("client.properties"), lines.join("\n"));
  const { status, stderr } = await runKafkaTool("org.apache.kafka.tools.TopicCommand", [
    ...["--bootstrap-server", saslPlaintext, "--list"],
    ...["--command-config", folder.file("client.properties")],
  ]);
  assert.equal(status, 0, stderr);
}

/** Runs a command with the variable for the new password; no output contains the password. */
async function withPassword(
  { cluster }: SecuredKafka,
  argv: readonly string[],
  password = secret,
): Promise<CliResult> {
  const env = { WAH_BROKERS: cluster.brokers, WAH_NEW_PASSWORD: password };
  const result = await runCli(argv, { env });
  assert.ok(!(result.stdout + result.stderr).includes(password));
  return result;
}

async function checkCreate(kafka: SecuredKafka, run: AccessRun): Promise<void> {
  const create = ["user", "create", "alice"];
  await fails(withPassword(kafka, create), { status: 2, error: /confirmation is required/ });
  await fails(run([...create, "-y"]), { status: 2, error: /no password given/ });
  const dry = await run([...create, "--dry-run"]);
  assert.match(dry.stdout, /\nalice +scram-sha-256 +4096 +OK \(dry run\)\n$/);
  assert.deepEqual(await listedByWah(run), await describedByKafka(kafka));
  await succeeds(withPassword(kafka, [...create, "-y"]));
  await logsIn(kafka, "alice", secret);
  await logsInWithJava(kafka, "alice");
  await logsIn(kafka, "alice", "wrong", { expected: 1 });
  const more = ["--mechanism", "scram-sha-512", "--iterations", "8192", "-o", "jsonl"];
  assert.deepEqual(JSON.parse(await succeeds(withPassword(kafka, [...create, "-y", ...more]))), {
    user: "alice",
    mechanism: "scram-sha-512",
    iterations: 8192,
    status: "created",
    error: null,
    message: null,
  });
  await logsIn(kafka, "alice", secret, { mechanism: "scram-sha-512" });
  const listed = await listedByWah(run);
  assert.deepEqual(listed, await describedByKafka(kafka));
  assert.ok(listed.includes("alice SCRAM-SHA-512 8192"), listed.join("\n"));
}

async function checkReplace(kafka: SecuredKafka): Promise<void> {
  const create = ["user", "create", "alice", "-y"];
  await fails(withPassword(kafka, create), { error: /already has a password for scram-sha-256$/ });
  await succeeds(withPassword(kafka, [...create, "--replace"], "second"));
  await logsIn(kafka, "alice", secret, { expected: 1 });
  await logsIn(kafka, "alice", "second");
}

async function checkSources(kafka: SecuredKafka, run: AccessRun): Promise<void> {
  await using folder = await tempFolder();
  const file = folder.file("password.txt");
  await Deno.writeTextFile(file, "from a file\nno more\n", { mode: 0o600 });
  const create = ["user", "create", "bob", "-y"];
  await succeeds(withPassword(kafka, [...create, "--new-password-file", file]));
  await logsIn(kafka, "bob", "from a file");
  await fails(run([...create, "--replace", "--new-password-file", folder.file("none")]), {
    status: 2,
    error: /none/,
  });
  for (const words of [["--password"], ["--new-password"], ["-p"], []]) {
    const refused = await run([...create, ...words, "s3cret"]);
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /\nhint: Set WAH_NEW_PASSWORD in the environment/);
    assert.doesNotMatch(refused.stderr, /s3cret/);
  }
  for (const [again, status] of [["typed\r", 0], ["typo\r", 1]] as const) {
    const { terminal, type } = typedTerminal((text) => {
      if (text.startsWith("New password")) type("typed\r");
      if (text.startsWith("The same again")) type(again);
    });
    const { brokers } = kafka.cluster;
    const result = await runCli(["user", "create", "ty", "-y", "--replace"], { brokers, terminal });
    assert.equal(result.status, status, result.stderr);
    assert.doesNotMatch(result.stdout + result.stderr, /typed(?! differ)/);
  }
  await logsIn(kafka, "ty", "typed");
}

async function checkCompletion({ cluster }: SecuredKafka): Promise<void> {
  const env = { WAH_BROKERS: cluster.brokers, WAH_COMPLETION_TIMEOUT_MS: "9999999" };
  const { stdout } = await runCli(["complete", "--", "user", "delete", "b"], { env });
  assert.match(stdout, /^bob\b/);
}

async function checkDelete(kafka: SecuredKafka, run: AccessRun): Promise<void> {
  const before = await listedByWah(run);
  await succeeds(run(["user", "delete", "alice", "bob", "--dry-run"]));
  await fails(run(["user", "delete", "alice"]), { status: 2, error: /confirmation is required/ });
  assert.deepEqual(await listedByWah(run), before);
  const one = ["user", "delete", "alice", "--mechanism", "scram-sha-512", "-y"];
  await succeeds(run(one));
  const again = await fails(run(one), { error: /Cannot delete user "alice": it has no password / });
  assert.match(again.stdout, /RESOURCE_NOT_FOUND\n$/);
  const some = await fails(run(["user", "delete", "alice", "bobb", "-y"]), {
    error: /^error: Cannot delete user "bobb": .* \(RESOURCE_NOT_FOUND\)$/,
  });
  assert.match(some.stdout, /\nalice +scram-sha-256 +4096 +OK\n/);
  assert.match(some.stderr, /hint: Did you mean "bob"\?/);
  await logsIn(kafka, "alice", "second", { expected: 1 });
  assert.deepEqual(await listedByWah(run), await describedByKafka(kafka));
  assert.match(await succeeds(run(["user", "delete", "alice", "-y", "--if-exists"])), /did not/);
}

async function checkRights(run: AccessRun): Promise<void> {
  const words = (operation: string): RegExp =>
    new RegExp(`not authorized for ${operation} on the cluster \\(CLUSTER_AUTHORIZATION_FAILED\\)`);
  await fails(run(["user", "list"], "guest"), { error: words("Describe") });
  const allow = ["acl", "create", "-y", "--allow-principal", "guest", "--cluster"];
  await succeeds(run([...allow, "--operation", "describe"]));
  await fails(run(["user", "delete", "bob", "-y"], "guest"), { error: words("Alter") });
}

Deno.test("wah user creates and deletes users as Kafka's own tools do", async (t) => {
  await using kafka = await startSecuredKafka(["guest"]);
  const run = accessRun(kafka);
  await t.step("create makes a user who can log in", () => checkCreate(kafka, run));
  await t.step("create --replace changes the password", () => checkReplace(kafka));
  await t.step("create reads the password from where it is safe", () => checkSources(kafka, run));
  await t.step("a shell completes the names of users", () => checkCompletion(kafka));
  await t.step("delete makes logins fail", () => checkDelete(kafka, run));
  await t.step("a missing right names operation and resource", () => checkRights(run));
});
