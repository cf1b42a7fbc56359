import assert from "node:assert/strict";
import { uniqueTopic } from "../../../support/brokers/broker.ts";
import { onBoth, type Target } from "./_tools.ts";

const tool = "consumer.group.ConsumerGroupCommand";

onBoth("console consumers of a group continue after the last one", async (target) => {
  const topic = uniqueTopic("tool-group");
  await target.createTopic(topic);
  await target.produce(topic, ["one", "two", "three", "four"]);
  const two = ["--topic", topic, "--group", topic, "--max-messages", "2", "--from-beginning"];
  const stderr = "Processed a total of 2 messages\n";
  await target.prints("consumer.ConsoleConsumer", two, ["one", "two"], { stderr });
  const printed = ["--formatter-property", "print.offset=true"];
  await target.prints(
    "consumer.ConsoleConsumer",
    [...two, ...printed],
    ["Offset:2\tthree", "Offset:3\tfour"],
    { stderr },
  );
});

/** Returns the cells of the table that the tool prints about groups. */
async function tableOf(target: Target, args: readonly string[]): Promise<string[][]> {
  const { status, stdout, stderr } = await target.run(tool, args);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  return stdout.trim().split("\n").map((line) => line.trim().split(/\s+/));
}

onBoth("kafka-consumer-groups lists groups, their members and their states", async (target) => {
  const topic = uniqueTopic("tool-live");
  await target.createTopic(topic, ["--partitions", "2"]);
  await target.produce(topic, ["one"]);
  const words = ["--topic", topic, "--group", topic, "--from-beginning"];
  await using reader = target.start("consumer.ConsoleConsumer", words);
  await reader.stdout.waitFor("one");
  const describe = ["--describe", "--group", topic];
  const [, [group, memberId, ...member] = []] = await tableOf(target, [...describe, "--members"]);
  assert.deepEqual([group, ...member], [topic, "/127.0.0.1", "console-consumer", "2"]);
  assert.match(memberId!, /^console-consumer-[-0-9a-f]{36}$/);
  const [, [, address, ...state] = []] = await tableOf(target, [...describe, "--state"]);
  assert.equal(address!.split(":").at(-1), target.brokers.split(":").at(-1));
  assert.deepEqual(state, ["(1)", "range", "Stable", "1"]);
  const listed = async (args: readonly string[]): Promise<boolean> =>
    (await tableOf(target, ["--list", ...args])).some(([name]) => name === topic);
  assert.equal(await listed([]), true);
  assert.equal(await listed(["--state", "Stable"]), true);
  assert.equal(await listed(["--state", "Empty,PreparingRebalance"]), false);
});

onBoth("kafka-consumer-groups resets and deletes the offsets of a group", async (target) => {
  const topic = uniqueTopic("tool-reset");
  await target.createTopic(topic);
  await target.produce(topic, ["one", "two", "three", "four", "five"]);
  const reset = async (args: readonly string[], offset: number): Promise<void> => {
    const words = ["--reset-offsets", "--group", topic, "--topic", topic, ...args];
    await target.prints(tool, words, [
      "",
      `${"GROUP".padEnd(topic.length)} ${"TOPIC".padEnd(topic.length)} PARTITION  NEW-OFFSET`,
      `${topic} ${topic} ${"0".padEnd(10)} ${offset}`,
    ]);
  };
  await reset(["--to-offset", "3", "--execute"], 3);
  await reset(["--shift-by", "-2", "--execute"], 1);
  await reset(["--to-earliest", "--dry-run"], 0);
  const headings = [
    ...["GROUP", "TOPIC"].map((word) => word.padEnd(topic.length)),
    "PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID     HOST            " +
    "CLIENT-ID",
  ];
  const columns = [1, 5, 4, "-", "-"].map((cell) => String(cell).padEnd(15));
  const stderr = `\nConsumer group '${topic}' has no active members.\n`;
  await target.prints(tool, ["--describe", "--group", topic], [
    "",
    headings.join(" "),
    [topic, topic, "0".padEnd(10), ...columns, "-"].join(" "),
  ], { stderr });
  await target.prints(tool, ["--delete-offsets", "--group", topic, "--topic", topic], [
    `Request succeeded for deleting offsets from group ${topic}.`,
    "",
    `${"TOPIC".padEnd(topic.length)} PARTITION  STATUS         `,
    `${topic} ${"0".padEnd(10)} Successful     `,
  ]);
});

onBoth("kafka-consumer-groups deletes a group once", async (target) => {
  const topic = uniqueTopic("tool-forget");
  await target.createTopic(topic);
  await target.produce(topic, ["one"]);
  const one = ["--topic", topic, "--group", topic, "--max-messages", "1", "--from-beginning"];
  const stderr = "Processed a total of 1 messages\n";
  await target.prints("consumer.ConsoleConsumer", one, ["one"], { stderr });
  const remove = ["--delete", "--group", topic];
  await target.prints(tool, remove, [
    `Deletion of requested consumer groups ('${topic}') was successful.`,
  ]);
  await target.prints(tool, remove, [
    "",
    "Error: Deletion of some consumer groups failed:",
    `* Group '${topic}' could not be deleted due to: org.apache.kafka.common.errors.` +
    "GroupIdNotFoundException: The group id does not exist.",
  ]);
});
