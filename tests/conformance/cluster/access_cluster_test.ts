import assert from "node:assert/strict";
import { KafkaClient } from "../../../lib/kafka/client.ts";
import { parseAddresses } from "../../../lib/kafka/config.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { type KafkaCluster, startKafka } from "../../support/kafka/kafka.ts";
import { TestTransactions } from "../../support/kafka/transactions.ts";
import { fails, jsonLines, succeeds } from "./_access.ts";

type Run = (line: string, brokers?: string) => Promise<CliResult>;

/** Checks what each broker lists right after a change that another one took. */
async function eachLists(run: Run, kafka: KafkaCluster, line: string, text: RegExp): Promise<void> {
  for (const id of [1, 2, 3]) {
    assert.match(await succeeds(run(line, kafka.address(id))), text, `broker ${id}: ${line}`);
  }
}

async function checkAgreement(kafka: KafkaCluster, run: Run): Promise<void> {
  await succeeds(run("acl create -y --allow-principal ann --operation read -t orders"));
  await eachLists(run, kafka, "acl list --principal ann", /\nUser:ann .* orders +literal\n$/);
  await succeeds(run("acl delete -y --principal ann"));
  await eachLists(run, kafka, "acl list --principal ann", /PATTERN\n$/);
  await succeeds(run("user create -y ann"));
  await eachLists(run, kafka, "user list ann", /\nann +scram-sha-256 +4096\n$/);
  await succeeds(run("quota set -y --user ann producer_byte_rate=7"));
  await eachLists(run, kafka, "quota list --user ann", /\nann .* producer_byte_rate +7\n$/);
}

async function checkTransactions(kafka: KafkaCluster, run: Run): Promise<string[]> {
  await succeeds(run("topic create paid -p 1 -r 3"));
  await using client = await KafkaClient.connect({ brokers: parseAddresses(kafka.brokers) });
  const opened: TestTransactions[] = [];
  for (let count = 0; count < 8; count++) {
    const transaction = await TestTransactions.open(client, "paid");
    await transaction.write("x");
    opened.push(transaction);
  }
  const ids = opened.map(({ id }) => id).toSorted();
  const listed = jsonLines(await succeeds(run("txn list --state ongoing -o jsonl")));
  assert.deepEqual(listed.map((one) => one["transactional_id"]), ids);
  const coordinators = new Set(listed.map(({ coordinator }) => coordinator));
  assert.ok(coordinators.size > 1, "the ids have one coordinator");
  const described = jsonLines(await succeeds(run(`txn describe ${ids.join(" ")} -o jsonl`)));
  assert.deepEqual(
    described.map((one) => [one["state"], one["coordinator"]]),
    listed.map(({ coordinator }) => ["Ongoing", coordinator]),
  );
  await succeeds(run(`txn abort -y -q ${ids.slice(1).join(" ")}`));
  const left = jsonLines(await succeeds(run("txn list --state ongoing -o jsonl")));
  assert.deepEqual(left.map((one) => one["transactional_id"]), ids.slice(0, 1));
  return ids;
}

/** While a broker is down, changes work, and a list is never silently incomplete. */
async function checkBrokerDown(kafka: KafkaCluster, run: Run, ids: string[]): Promise<void> {
  await kafka.kill(3);
  const listed = await run("txn list -o jsonl");
  if (listed.status === 0) assert.equal(jsonLines(listed.stdout).length, ids.length);
  else assert.match(listed.stderr, /^error: Cannot /);
  await kafka.ready();
  await succeeds(run("acl create -y --allow-principal bob --operation read -t orders"));
  assert.match(await succeeds(run("acl list --principal bob")), /\nUser:bob /);
  await succeeds(run(`txn abort -y ${ids[0]}`));
  await fails(run(`txn abort -y ${ids[0]}`), { error: /it is not ongoing/ });
}

Deno.test("access commands work on a cluster of three brokers", async (t) => {
  await using kafka = await startKafka({
    nodes: 3,
    properties: () => ({
      "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
      "super.users": "User:ANONYMOUS",
    }),
  });
  const run: Run = (line, brokers = kafka.brokers) =>
    runCli(line.split(" "), { env: { WAH_BROKERS: brokers, WAH_NEW_PASSWORD: "s3cret" } });
  let ids: string[] = [];
  await t.step(
    "every broker knows of a change when the command ends",
    () => checkAgreement(kafka, run),
  );
  await t.step("transactions of all coordinators are listed and aborted", async () => {
    ids = await checkTransactions(kafka, run);
  });
  await t.step("changes work while a broker is down", () => checkBrokerDown(kafka, run, ids));
});
