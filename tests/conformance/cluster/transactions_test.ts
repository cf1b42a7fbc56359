import assert from "node:assert/strict";
import { KafkaClient } from "../../../lib/kafka/client.ts";
import { parseAddresses } from "../../../lib/kafka/config.ts";
import { type SecuredKafka, startSecuredKafka } from "../../support/kafka/secured_kafka.ts";
import { TestTransactions } from "../../support/kafka/transactions.ts";
import { poll } from "../../support/poll.ts";
import { type AccessRun, accessRun, fails, jsonLines, kafkaTool, succeeds } from "./_access.ts";

/** What every step works with. */
interface Setting {
  readonly kafka: SecuredKafka;
  readonly run: AccessRun;
  readonly client: KafkaClient;
}

/** The rows that Kafka's own tool prints, each by its headings. */
async function rowsOfKafka(
  kafka: SecuredKafka,
  ...argv: string[]
): Promise<Record<string, string>[]> {
  const text = await kafkaTool(kafka, "org.apache.kafka.tools.TransactionsCommand", argv);
  const [headings = [], ...rows] = text.split("\n").filter((line) => line.includes("\t"))
    .map((line) => line.split("\t").map((cell) => cell.trim()));
  return rows.map((row) => Object.fromEntries(headings.map((name, at) => [name, row[at]!])));
}

async function list(run: AccessRun, ...argv: string[]): Promise<Record<string, unknown>[]> {
  return jsonLines(await succeeds(run(["txn", "list", "-o", "jsonl", ...argv])));
}

/** The values that a reader of committed records gets. */
async function committed(run: AccessRun, topic: string): Promise<string> {
  const argv = ["consume", topic, "-o", ":end", "--read-committed", "-f", "%v "];
  return await succeeds(run(argv));
}

async function checkList({ kafka, run, client }: Setting): Promise<void> {
  await succeeds(run(["topic", "create", "paid", "lost", "-p", "2"]));
  const [open, done] = [
    await TestTransactions.open(client, "paid"),
    await TestTransactions.open(client, "paid"),
  ];
  await done.write("committed");
  await done.commit();
  await open.write("open");
  const listings = await list(run);
  const theirs = await rowsOfKafka(kafka, "list");
  assert.deepEqual(
    listings.map((one) => [one["transactional_id"], one["state"], String(one["producer_id"])]),
    theirs.map((one) => [one["TransactionalId"], one["TransactionState"], one["ProducerId"]])
      .toSorted(([a], [b]) => a! < b! ? -1 : 1),
  );
  const [ongoing, ...others] = await list(run, "--state", "ongoing", "--older-than", "1ms");
  assert.deepEqual([ongoing!["transactional_id"], others], [open.id, []]);
  assert.deepEqual(await list(run, "--older-than", "1h"), []);
  await succeeds(run(["txn", "abort", open.id, "-y"]));
}

async function checkAbortById({ kafka, run, client }: Setting): Promise<void> {
  const dead = await TestTransactions.open(client, "paid");
  await dead.write("of a dead producer");
  const later = await TestTransactions.open(client, "paid");
  await later.write("waits");
  await later.commit();
  assert.equal(await committed(run, "paid"), "committed ");
  const described = await succeeds(run(["txn", "describe", dead.id]));
  assert.match(described, /^State: +Ongoing$/m);
  assert.match(described, /^TOPIC +PARTITION +START-OFFSET\npaid +0 +\d+$/m);
  const [theirs] = await rowsOfKafka(kafka, "describe", "--transactional-id", dead.id);
  assert.equal(theirs!["TopicPartitions"], "paid-0");
  const abort = ["txn", "abort", dead.id];
  await fails(run(abort), { status: 2, error: /confirmation is required/ });
  await succeeds(run([...abort, "--dry-run"]));
  assert.equal(await committed(run, "paid"), "committed ");
  const aborted = await run([...abort, "-y"]);
  assert.match(aborted.stderr, /^Transactional id: +/);
  assert.match(aborted.stdout, new RegExp(`\n${dead.id} +OK\n$`));
  await poll(
    async () => await committed(run, "paid") === "committed waits " || undefined,
    () => "the transaction still holds readers up",
  );
  await assert.rejects(dead.write("too late"), /INVALID_PRODUCER_EPOCH|PRODUCER_FENCED/);
  await fails(run([...abort, "-y"]), { error: /it is not ongoing, its state is / });
}

async function checkHanging({ kafka, run, client }: Setting): Promise<void> {
  const lost = await TestTransactions.open(client, "lost");
  await lost.writeUnknown("hangs");
  const later = await TestTransactions.open(client, "lost");
  await later.write("waits");
  await later.commit();
  const living = await TestTransactions.open(client, "paid");
  await living.write("not hanging");
  assert.equal(await committed(run, "lost"), "");
  const [hanging, ...others] = await list(run, "--hanging");
  const [theirs, ...further] = await rowsOfKafka(kafka, "find-hanging", "--topic", "lost");
  assert.deepEqual([others, further], [[], []]);
  const names = {
    topic: "Topic",
    partition: "Partition",
    producer_id: "ProducerId",
    producer_epoch: "ProducerEpoch",
    start_offset: "StartOffset",
    last_time_ms: "LastTimestamp",
  };
  for (const [ours, their] of Object.entries(names)) {
    assert.equal(String(hanging![ours]), theirs![their], ours);
  }
  assert.equal(hanging!["coordinator_epoch"], null);
  const abort = ["txn", "abort", "-t", "lost:0", "--start-offset", "0"];
  await fails(run(abort), { status: 2, error: /confirmation is required/ });
  await succeeds(run([...abort, "--dry-run"]));
  assert.equal((await list(run, "--hanging", "-t", "lost:0")).length, 1);
  assert.deepEqual(await list(run, "--hanging", "-t", "lost:1"), []);
  await succeeds(run([...abort, "-y"]));
  await poll(
    async () => await committed(run, "lost") === "waits " || undefined,
    () => "the transaction still holds readers up",
  );
  assert.deepEqual(await list(run, "--hanging"), []);
  assert.deepEqual(await rowsOfKafka(kafka, "find-hanging", "--topic", "lost"), []);
  await fails(run([...abort, "-y"]), { error: /no open transaction begins there$/ });
  await living.commit();
}

async function checkCoordinated({ run, client }: Setting): Promise<void> {
  const living = await TestTransactions.open(client, "paid");
  await living.write("in good hands");
  const producers = jsonLines(
    await succeeds(run(["txn", "describe", "-t", "paid", "-o", "jsonl"])),
  );
  const offset = producers.find((one) => one["start_offset"] !== null)!["start_offset"];
  await fails(run(["txn", "abort", "-y", "-t", "paid:0", "--start-offset", String(offset)]), {
    error: new RegExp(`its coordinator still manages it, as "${living.id}"$`),
  });
  await living.commit();
}

async function checkProducers({ kafka, run }: Setting): Promise<void> {
  const argv = ["txn", "describe", "-t", "paid:0", "-o", "jsonl"];
  const ours = jsonLines(await succeeds(run(argv)));
  const place = ["--topic", "paid", "--partition", "0"];
  const theirs = await rowsOfKafka(kafka, "describe-producers", ...place);
  const text = (value: unknown): string => String(value ?? -1);
  assert.ok(ours.length > 1);
  assert.deepEqual(
    ours.map((one) => [
      ...[text(one["producer_id"]), text(one["producer_epoch"]), text(one["coordinator_epoch"])],
      ...[text(one["last_sequence"]), text(one["last_time_ms"])],
    ]),
    theirs.map((one) => [
      ...[one["ProducerId"], one["ProducerEpoch"], one["LatestCoordinatorEpoch"]],
      ...[one["LastSequence"], one["LastTimestamp"]],
    ]).toSorted(([a], [b]) => Number(a) - Number(b)),
  );
}

async function checkErrors({ run, client }: Setting): Promise<void> {
  await fails(run(["txn", "describe", "nope"]), { error: /\(TRANSACTIONAL_ID_NOT_FOUND\)$/ });
  await fails(run(["txn", "abort", "nope", "-y"]), { error: /\(TRANSACTIONAL_ID_NOT_FOUND\)$/ });
  await fails(run(["txn", "describe", "-t", "paid:7"]), {
    error: /topic "paid" partition 7: .*\(UNKNOWN_TOPIC_OR_PARTITION\)$/,
  });
  const missing = await fails(run(["txn", "list", "--hanging", "-t", "piad"]), { error: /"piad"/ });
  assert.match(missing.stderr, /hint: Did you mean "paid"\?/);
  for (const line of ["abort", "describe", "abort x -t paid:0", "abort -t paid --start-offset 0"]) {
    const { status } = await run(["txn", ...line.split(" "), "-y"]);
    assert.equal(status, 2, line);
  }
  const living = await TestTransactions.open(client, "paid");
  await living.write("private");
  assert.equal(await succeeds(run(["txn", "list", "-o", "jsonl"], "guest")), "");
  await fails(run(["txn", "describe", living.id], "guest"), {
    error: new RegExp(`not authorized for Describe on transactional id "${living.id}" `),
  });
  await succeeds(run([
    ...["acl", "create", "-y", "--allow-principal", "guest", "--operation", "describe"],
    ...["--transactional-id", "*", "-t", "*"],
  ]));
  await fails(run(["txn", "describe", "-t", "paid:0"], "guest"), {
    error: /not authorized for Read on topic "paid" \(TOPIC_AUTHORIZATION_FAILED\)$/,
  });
  await fails(run(["txn", "abort", living.id, "-y"], "guest"), {
    error: new RegExp(`not authorized for Write on transactional id "${living.id}" `),
  });
  await living.commit();
}

async function checkMarkerRight({ run, client }: Setting): Promise<void> {
  const lost = await TestTransactions.open(client, "lost");
  await lost.writeUnknown("hangs again");
  const [hanging] = await list(run, "--hanging");
  const start = String(hanging!["start_offset"]);
  await succeeds(run([
    ...["acl", "create", "-y", "--allow-principal", "guest", "--operation", "read", "-t", "*"],
  ]));
  const abort = ["txn", "abort", "-y", "-t", "lost:0", "--start-offset", start];
  await fails(run(abort, "guest"), {
    error: /not authorized for Alter on the cluster, or ClusterAction on the cluster /,
  });
  await succeeds(run(abort));
}

Deno.test("wah txn finds and aborts transactions as Kafka's own tools do", async (t) => {
  await using kafka = await startSecuredKafka(["guest"], {
    // Otherwise no transaction could hang.
    "transaction.partition.verification.enable": "false",
  });
  await using client = await KafkaClient.connect({
    brokers: parseAddresses(kafka.cluster.brokers),
  });
  const setting = { kafka, run: accessRun(kafka), client };
  await t.step("list shows every transactional id", () => checkList(setting));
  await t.step("abort ends the transaction of a dead producer", () => checkAbortById(setting));
  await t.step("list --hanging finds what abort ends", () => checkHanging(setting));
  await t.step("abort leaves a transaction to its coordinator", () => checkCoordinated(setting));
  await t.step("describe shows the producers of a partition", () => checkProducers(setting));
  await t.step("errors name what was refused", () => checkErrors(setting));
  await t.step("abort names the right that a marker needs", () => checkMarkerRight(setting));
});
