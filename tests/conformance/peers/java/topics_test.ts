import assert from "node:assert/strict";
import { uniqueTopic } from "../../../support/brokers/broker.ts";
import { onBoth, type Target } from "./_tools.ts";

/**
 * Returns the output of kafka-topics --describe for a topic. Apache Kafka lists eligible leader
 * replicas, which the embedded broker does not have. A new cluster sets that feature's config on
 * both.
 */
function description(
  target: Target,
  { topic, partitions, configs }: {
    readonly topic: string;
    readonly partitions: number;
    readonly configs: string;
  },
): string {
  const none = target.isKafka ? "" : "N/A";
  const lines = Array.from(
    { length: partitions },
    (_, partition) =>
      `\tTopic: ${topic}\tPartition: ${partition}\tLeader: 1\tReplicas: 1\tIsr: 1\t` +
      `Elr: ${none}\tLastKnownElr: ${none}\n`,
  );
  return `Topic: ${topic}\tTopicId: ID\tPartitionCount: ${partitions}\tReplicationFactor: 1\t` +
    `Configs: min.insync.replicas=1,${configs}\n${lines.join("")}`;
}

onBoth("kafka-topics creates, describes, grows, lists and deletes a topic", async (target) => {
  const topic = uniqueTopic("tool-topics");
  await target.createTopic(topic, ["--partitions", "2", "--config", "retention.ms=1234567"]);
  await target.prints("TopicCommand", ["--alter", "--topic", topic, "--partitions", "3"], []);
  const described = await target.run("TopicCommand", ["--describe", "--topic", topic]);
  assert.deepEqual(
    { ...described, stdout: described.stdout.replace(/TopicId: [\w-]{22}/, "TopicId: ID") },
    {
      status: 0,
      stdout: description(target, { topic, partitions: 3, configs: "retention.ms=1234567" }),
      stderr: "",
    },
  );
  await target.prints("TopicCommand", ["--list", "--topic", `${topic}.*`], [topic]);
  await target.prints("TopicCommand", ["--delete", "--topic", topic], []);
  await target.prints("TopicCommand", ["--list", "--topic", `${topic}.*`], [""]);
});

/** Returns the error that kafka-topics prints, without the stack of its logger. */
async function refuses(target: Target, args: readonly string[], reason: string): Promise<void> {
  const line = `Error while executing topic command : ${reason}`;
  await target.prints("TopicCommand", args, [line], { status: 1 });
}

onBoth("kafka-topics prints why a topic is not created, changed or described", async (target) => {
  const topic = uniqueTopic("tool-refused");
  await target.createTopic(topic, ["--partitions", "2"]);
  await refuses(target, ["--create", "--topic", topic], `Topic '${topic}' already exists.`);
  await refuses(
    target,
    ["--alter", "--topic", topic, "--partitions", "1"],
    `The topic ${topic} currently has 2 partition(s); 1 would not be an increase.`,
  );
  await refuses(
    target,
    ["--describe", "--topic", `${topic}-none`],
    `Topic '${topic}-none' does not exist as expected`,
  );
});
