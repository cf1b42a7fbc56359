import assert from "node:assert/strict";
import { codecs } from "../../../../lib/wire/codecs.ts";
import { broker, uniqueTopic } from "../../../support/brokers/broker.ts";
import { runCli } from "../../../support/cli/cli.ts";
import { runKafkaTool } from "../../../support/kafka/java.ts";
import {
  consumePlain,
  type PlainRecord,
  producePlain,
} from "../../../support/brokers/plain_record.ts";

/** Long enough for every codec to shrink it. */
const long = "Salut, wah ! ".repeat(40);

/** The text for null in the input and output of the console tools. */
const nullMark = "<null>";

const records: readonly PlainRecord[] = [
  { key: "alice", value: long, headers: [["trace", "1"], ["trace", ""], ["été", "a=b"]] },
  { key: "bob", value: null, headers: [["none", null]] },
  { key: null, value: `${long}🐼`, headers: [["h", "1"]] },
  { key: "", value: "", headers: [["h", "1"]] },
];

async function kafkaTool(name: string, args: readonly string[], stdin = ""): Promise<string[]> {
  const address = ["--bootstrap-server", broker().brokers];
  const result = await runKafkaTool(`org.apache.kafka.tools.${name}`, [...address, ...args], {
    stdin,
  });
  assert.equal(result.status, 0, result.stdout + result.stderr);
  return result.stdout.split("\n").slice(0, -1);
}

/** Formats a record for `parse.headers` and `print.headers`; values contain no separators here. */
function consoleLine({ key, value, headers }: PlainRecord): string {
  const parts = headers.map(([name, text]) => `${name}:${text ?? nullMark}`).join(",");
  return `${parts}\t${key ?? nullMark}\t${value ?? nullMark}`;
}

for (const codec of codecs) {
  Deno.test(`consume reads what Kafka's console producer wrote with ${codec}`, async () => {
    const topic = uniqueTopic("console-writes");
    const reader = ["parse.key=true", "parse.headers=true", `null.marker=${nullMark}`];
    await kafkaTool(
      "ConsoleProducer",
      [
        ...["--topic", topic, "--compression-codec", codec],
        ...reader.flatMap((property) => ["--reader-property", property]),
      ],
      records.map((record) => `${consoleLine(record)}\n`).join(""),
    );
    const found = await consumePlain({ ...broker(), topic });
    assert.deepEqual(found.records, records);
    assert.equal(found.codecs[0], codec);
  });

  Deno.test(`Kafka's console consumer reads what Producer wrote with ${codec}`, async () => {
    const topic = uniqueTopic("console-reads");
    await producePlain({ ...broker(), topic, codec }, records);
    const printed = ["print.key=true", "print.headers=true", `null.literal=${nullMark}`];
    const lines = await kafkaTool("consumer.ConsoleConsumer", [
      ...["--topic", topic, "--partition", "0", "--offset", "earliest"],
      ...["--max-messages", String(records.length)],
      ...printed.flatMap((property) => ["--formatter-property", property]),
    ]);
    assert.deepEqual(lines, records.map(consoleLine));
  });
}

Deno.test("kafka-topics lists a topic after topic create, and not after topic delete", async () => {
  const topic = uniqueTopic("kafka-topics");
  const config = ["-c", "retention.ms=1234567", "-c", "cleanup.policy=compact"];
  const created = await runCli(
    ["topic", "create", topic, "-p", "3", "-r", "1", ...config],
    broker(),
  );
  assert.equal(created.status, 0, created.stderr);
  const [summary, ...partitions] = await kafkaTool("TopicCommand", [
    "--describe",
    "--topic",
    topic,
  ]);
  assert.match(summary!, /PartitionCount: 3\tReplicationFactor: 1\t/);
  assert.match(summary!, /Configs: .*cleanup\.policy=compact/);
  assert.match(summary!, /Configs: .*retention\.ms=1234567/);
  assert.equal(partitions.length, 3);

  const deleted = await runCli(["topic", "delete", topic, "-y"], broker());
  assert.equal(deleted.status, 0, deleted.stderr);
  assert.ok(!(await kafkaTool("TopicCommand", ["--list"])).includes(topic));
});

Deno.test("kafka-get-offsets finds a topic empty after topic reset", async () => {
  const topic = uniqueTopic("kafka-offsets");
  await producePlain({ ...broker(), topic, codec: "none" }, records);
  assert.deepEqual(await kafkaTool("GetOffsetShell", ["--topic", topic]), [`${topic}:0:4`]);
  const reset = await runCli(["topic", "reset", topic, "-y"], broker());
  assert.equal(reset.status, 0, reset.stderr);
  assert.deepEqual(await kafkaTool("GetOffsetShell", ["--topic", topic]), [`${topic}:0:0`]);
});

Deno.test("topic delete removes what kafka-topics created", async () => {
  const topic = uniqueTopic("kafka-creates");
  await kafkaTool("TopicCommand", ["--create", "--topic", topic, "--partitions", "2"]);
  const deleted = await runCli(["topic", "delete", topic, "-y"], broker());
  assert.equal(deleted.status, 0, deleted.stderr);
  assert.ok(!(await kafkaTool("TopicCommand", ["--list"])).includes(topic));
});
