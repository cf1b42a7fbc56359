import assert from "node:assert/strict";
import { uniqueTopic } from "../../../support/brokers/broker.ts";
import { tempFolder } from "../../../support/temp_folder.ts";
import { onBoth, type Target } from "./_tools.ts";

const configs = "kafka.admin.ConfigCommand";
const disabled = "SecurityDisabledException: No Authorizer is configured";

onBoth("kafka-acls reports that there is no authorizer", async (target) => {
  const acl = ["--allow-principal", "User:alice", "--operation", "Read", "--topic", "t"];
  const actions = [["--list"], ["--add", ...acl], ["--remove", "--force", ...acl]];
  for (const args of actions) {
    const { status, stdout, stderr } = await target.run("AclCommand", args);
    assert.equal(status, 1, args[0]);
    assert.ok(`${stdout}${stderr}`.includes(disabled), `${stdout}${stderr}`);
  }
});

onBoth("kafka-configs finds no quotas and no users", async (target) => {
  for (const type of ["users", "clients", "ips"]) {
    await target.prints(configs, ["--describe", "--entity-type", type], []);
  }
  await target.prints(configs, ["--describe", "--entity-type", "users", "--entity-name", "a"], []);
});

onBoth("kafka-configs removes a quota that does not exist", async (target) => {
  await target.prints(
    configs,
    ["--alter", "--client-defaults", "--delete-config", "producer_byte_rate"],
    [],
    { status: 1, stderr: "Invalid config(s): producer_byte_rate\n" },
  );
});

onBoth("kafka-configs describes groups, client metrics and the cluster", async (target) => {
  const name = uniqueTopic("none");
  await target.prints(configs, ["--describe", "--group", name], [
    `The group '${name}' doesn't exist and doesn't have dynamic config.`,
  ]);
  await target.prints(configs, ["--describe", "--client-metrics", name], [
    `The client-metric '${name}' doesn't exist and doesn't have dynamic config.`,
  ]);
  await target.prints(configs, ["--describe", "--broker-defaults"], [
    "Default configs for brokers in the cluster are:",
    "  min.insync.replicas=1 sensitive=false synonyms=" +
    "{DYNAMIC_DEFAULT_BROKER_CONFIG:min.insync.replicas=1}",
  ]);
});

onBoth("kafka-leader-election has nothing to elect", async (target) => {
  const topic = uniqueTopic("tool-election");
  await target.createTopic(topic);
  const tool = "LeaderElectionCommand";
  for (const type of ["preferred", "unclean"]) {
    await target.prints(
      tool,
      ["--election-type", type, "--topic", topic, "--partition", "0"],
      [`Valid replica already elected for partitions ${topic}-0`],
    );
    await target.prints(tool, ["--election-type", type, "--all-topic-partitions"], []);
  }
});

/** Runs kafka-reassign-partitions with a plan for one partition. */
async function reassign(
  target: Target,
  topic: string,
  replicas: readonly number[],
  action: readonly string[],
): Promise<string> {
  await using folder = await tempFolder();
  const plan = folder.file("plan.json");
  const partitions = [{ topic, partition: 0, replicas }];
  Deno.writeTextFileSync(plan, JSON.stringify({ version: 1, partitions }));
  const tool = "reassign.ReassignPartitionsCommand";
  const args = ["--reassignment-json-file", plan, ...action];
  const { status, stdout, stderr } = await target.run(tool, args);
  return `${status} ${stdout}${stderr}`;
}

onBoth("kafka-reassign-partitions leaves a partition where it is", async (target) => {
  const topic = uniqueTopic("tool-reassign");
  await target.createTopic(topic);
  assert.match(
    await reassign(target, topic, [1], ["--execute"]),
    new RegExp(`^0 [^]*Successfully started partition reassignment for ${topic}-0\n$`),
  );
  assert.match(
    await reassign(target, topic, [1], ["--verify"]),
    new RegExp(
      `^0 [^]*Reassignment of partition ${topic}-0 is completed\\.\n[^]*on topic ${topic}\n`,
    ),
  );
  assert.match(
    await reassign(target, topic, [2], ["--execute"]),
    /^1 [^]*Unknown broker id 2/,
  );
});

onBoth(
  "kafka-transactions lists no transactions, and the producers of a partition",
  async (target) => {
    const topic = uniqueTopic("tool-producers");
    await target.createTopic(topic);
    await target.produce(topic, ["a", "b"]);
    const tool = "TransactionsCommand";
    const hanging = await target.run(tool, ["find-hanging", "--topic", topic]);
    assert.deepEqual(hanging, {
      status: 0,
      stdout: "Topic\tPartition\tProducerId\tProducerEpoch\tCoordinatorEpoch\tStartOffset\t" +
        "LastTimestamp\tDuration(min)\t\n",
      stderr: "",
    });
    const listed = await target.run(tool, ["list"]);
    assert.equal(listed.status, 0, listed.stderr);
    const [names] = listed.stdout.split("\n");
    assert.match(names!, /^TransactionalId *\tCoordinator *\tProducerId *\tTransactionState *\t$/);
    const found = await target.run(tool, [
      "describe-producers",
      "--topic",
      topic,
      "--partition",
      "0",
    ]);
    const [head, producer, ...more] = found.stdout.split("\n");
    assert.equal(
      head,
      "ProducerId\tProducerEpoch\tLatestCoordinatorEpoch\tLastSequence\tLastTimestamp\t" +
        "CurrentTransactionStartOffset\t",
    );
    assert.match(producer!, /^\d+ *\t0 *\t-1 *\t1 *\t\d{13} *\tNone *\t$/);
    assert.deepEqual([found.status, more], [0, [""]]);
  },
);
