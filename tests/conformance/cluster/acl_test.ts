import assert from "node:assert/strict";
import { runCli } from "../../support/cli/cli.ts";
import { typedTerminal } from "../../support/cli/typed_terminal.ts";
import { type SecuredKafka, startSecuredKafka } from "../../support/kafka/secured_kafka.ts";
import { type AccessRun, accessRun, fails, jsonLines, kafkaTool, succeeds } from "./_access.ts";

const tool = "org.apache.kafka.tools.AclCommand";

/** The ACLs that Kafka's own tool lists, sorted, in the form of {@link shown}. */
async function listedByKafka(kafka: SecuredKafka): Promise<string[]> {
  const text = await kafkaTool(kafka, tool, ["--list"]);
  const resource = /resourceType=(\w+), name=(.*), patternType=(\w+)\)/;
  const rule = /\(principal=(.*), host=(.*), operation=(\w+), permissionType=(\w+)\)/;
  let last: readonly string[] = [];
  const acls: string[] = [];
  for (const line of text.split("\n")) {
    last = resource.exec(line)?.slice(1) ?? last;
    const found = rule.exec(line)?.slice(1);
    if (found !== undefined) acls.push([...last, ...found].join(" "));
  }
  return acls.sort();
}

/** The ACLs that wah lists, sorted, in the words of Kafka's tool. */
async function listedByWah(run: AccessRun, ...flags: string[]): Promise<string[]> {
  const lines = jsonLines(await succeeds(run(["acl", "list", "-o", "jsonl", ...flags])));
  return lines.map((acl) => shown(acl)).sort();
}

function shown(acl: Record<string, unknown>): string {
  const upper = (name: string): string =>
    String(acl[name]).replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`)
      .replaceAll("-", "_").toUpperCase();
  return [
    ...[upper("resource_type"), acl["resource_name"], upper("pattern"), acl["principal"]],
    ...[acl["host"], upper("operation"), upper("permission")],
  ].join(" ");
}

/** Every operation on every kind of resource, in two command lines. */
const everything = [
  "--topic orders --operation read,write,create,delete,alter,describe,all",
  "-t orders -t cars --operation DescribeConfigs --operation alter_configs --allow-host 10.0.0.7",
  "--group billing -g app- --operation read,delete,describe --resource-pattern-type prefixed",
  "--cluster --operation create,alter,describe,cluster-action,idempotent-write",
  "--transactional-id tx --operation write,describe",
  "--delegation-token token --operation describe",
  "--user-principal User:bob --operation create-tokens,describe-tokens",
];

async function checkCreate(kafka: SecuredKafka, run: AccessRun): Promise<void> {
  for (const line of everything) {
    const argv = [
      "acl",
      "create",
      "-y",
      "-q",
      "--allow-principal",
      "User:CN=a,OU=b",
      "-o",
      "jsonl",
    ];
    const created = jsonLines(await succeeds(run([...argv, ...line.split(" ")])));
    assert.ok(created.length > 0 && created.every(({ status }) => status === "created"), line);
  }
  const deny = ["acl", "create", "-y", "--deny-principal", "eve", "--deny-host", "10.9.9.9"];
  await succeeds(run([...deny, "--operation", "all", "-t", "*"]));
  const [ours, theirs] = [await listedByWah(run), await listedByKafka(kafka)];
  assert.deepEqual(ours, theirs);
  assert.equal(ours.length, 7 + 4 + 6 + 5 + 2 + 1 + 2 + 1);
  assert.ok(ours.includes("TOPIC * LITERAL User:eve 10.9.9.9 ALL DENY"), ours.join("\n"));
  const again = jsonLines(
    await succeeds(run([...deny, "--operation", "all,read", "-t", "*", "-o", "jsonl"])),
  );
  assert.deepEqual(again.map(({ status }) => status), ["exists", "created"]);
}

async function checkFilters(kafka: SecuredKafka, run: AccessRun): Promise<void> {
  await kafkaTool(kafka, tool, [
    ...["--add", "--allow-principal", "User:pre", "--operation", "Read", "--topic", "ord"],
    ...["--resource-pattern-type", "prefixed"],
  ]);
  assert.deepEqual(await listedByWah(run, "--allow-principal", "pre"), [
    "TOPIC ord PREFIXED User:pre * READ ALLOW",
  ]);
  assert.deepEqual(await listedByWah(run, "--deny-principal", "pre"), []);
  assert.deepEqual(await listedByWah(run, "--principal", "eve", "--operation", "read"), [
    "TOPIC * LITERAL User:eve 10.9.9.9 READ DENY",
  ]);
  assert.equal((await listedByWah(run, "-t", "orders")).length, 9);
  const matching = await listedByWah(run, "-t", "orders", "--resource-pattern-type", "match");
  assert.equal(matching.length, 9 + 2 + 1, "with the prefix and the wildcard");
}

async function checkEffect({ cluster: { brokers } }: SecuredKafka, run: AccessRun): Promise<void> {
  await succeeds(run(["topic", "create", "orders"]));
  await succeeds(run(["produce", "orders", "one"]));
  const read = ["consume", "orders", "-o", ":end", "-f", "%v"];
  await fails(run(read, "reader"), { error: /not authorized/ });
  const argv = ["acl", "create", "--allow-principal", "reader", "--operation", "read"];
  await fails(run([...argv, "-t", "orders"]), { status: 2, error: /confirmation is required/ });
  const dry = await run([...argv, "-t", "orders", "--dry-run"]);
  assert.match(dry.stderr, /^These ACLs will be created:\nPRINCIPAL /);
  assert.match(dry.stdout, /\nUser:reader .* OK \(dry run\)\n$/);
  const { terminal, type } = typedTerminal();
  type("n\n");
  const asked = await runCli([...argv, "-t", "orders"], { brokers, terminal });
  assert.equal(asked.status, 1);
  assert.match(asked.stderr, /Create this ACL\? \[y\/N\] .*Cannot create ACLs: not confirmed\n$/s);
  await fails(run(read, "reader"), { error: /not authorized/ });
  await succeeds(run([...argv, "-t", "orders", "-y"]));
  assert.equal(await succeeds(run(read, "reader")), "one");
}

async function checkDelete(kafka: SecuredKafka, run: AccessRun): Promise<void> {
  const before = await listedByWah(run);
  const argv = ["acl", "delete", "--principal", "User:CN=a,OU=b", "--topic", "orders"];
  const dry = await run([...argv, "--dry-run"]);
  assert.equal(dry.status, 0);
  assert.equal(
    dry.stderr.split("\n").filter((line) => line.startsWith("User:CN=a,OU=b ")).length,
    9,
  );
  assert.deepEqual(await listedByWah(run), before);
  const deleted = await run([...argv, "-y", "-o", "jsonl"]);
  const statuses = jsonLines(deleted.stdout).map(({ status }) => status);
  assert.deepEqual(statuses, Array.from({ length: 9 }, () => "deleted"));
  const left = await listedByWah(run);
  assert.deepEqual(left, before.filter((acl) => !acl.startsWith("TOPIC orders LITERAL User:CN")));
  assert.deepEqual(left, await listedByKafka(kafka));
  await fails(run([...argv, "-y"]), { error: /^error: Cannot delete ACLs: none matches$/ });
  assert.equal((await run([...argv, "-y", "--if-exists"])).status, 0);
  await fails(run(["acl", "delete", "-y"]), { status: 2, error: /no flag selects any/ });
  await succeeds(run(["acl", "delete", "-y", "--all"]));
  assert.deepEqual(await listedByKafka(kafka), []);
}

async function checkRights(run: AccessRun): Promise<void> {
  const words = (operation: string): RegExp =>
    new RegExp(`not authorized for ${operation} on the cluster \\(CLUSTER_AUTHORIZATION_FAILED\\)`);
  const create = [
    "acl",
    "create",
    "-y",
    "--allow-principal",
    "x",
    "--operation",
    "read",
    "-t",
    "t",
  ];
  await fails(run(["acl", "list"], "guest"), { error: words("Describe") });
  await succeeds(
    run([
      "acl",
      "create",
      "-y",
      "--allow-principal",
      "guest",
      "--operation",
      "describe",
      "--cluster",
    ]),
  );
  await succeeds(run(["acl", "list"], "guest"));
  const refused = await fails(run(create, "guest"), { error: words("Alter") });
  assert.match(refused.stdout, /\nUser:x .* CLUSTER_AUTHORIZATION_FAILED\n$/);
  assert.match(refused.stderr, /\nhint: Ask an administrator of the cluster for this right/);
  await fails(run(["acl", "delete", "--principal", "guest", "-y"], "guest"), {
    error: words("Alter"),
  });
}

Deno.test({
  name: "wah acl lists, creates and deletes what Kafka's own tool lists",
  fn: async (t) => {
    await using kafka = await startSecuredKafka(["reader", "guest"]);
    const run = accessRun(kafka);
    await t.step(
      "create writes every operation on every kind of resource",
      () => checkCreate(kafka, run),
    );
    await t.step(
      "list selects by principal, operation and resource",
      () => checkFilters(kafka, run),
    );
    await t.step("create lets a user read", () => checkEffect(kafka, run));
    await t.step("delete deletes exactly what it shows", () => checkDelete(kafka, run));
    await t.step("a missing right names operation and resource", () => checkRights(run));
  },
});
