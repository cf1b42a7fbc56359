import assert from "node:assert/strict";
import { uniqueTopic } from "../../../support/brokers/broker.ts";
import { onBoth } from "./_tools.ts";

interface ToolEvent {
  readonly name: string;
  readonly offset?: number;
  readonly value?: string;
  readonly count?: number;
}

function events(stdout: string): ToolEvent[] {
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

onBoth(
  "kafka-verifiable-consumer reads all that kafka-verifiable-producer sent",
  async (target) => {
    const topic = uniqueTopic("tool-verifiable");
    await target.createTopic(topic);
    const count = 1000;
    const words = ["--topic", topic, "--max-messages", String(count)];
    const sent = await target.run("VerifiableProducer", words);
    assert.equal(sent.status, 0, sent.stderr);
    const acknowledged = events(sent.stdout).filter(({ name }) => name === "producer_send_success");
    assert.deepEqual(
      acknowledged.map(({ offset, value }) => ({ offset, value })),
      Array.from({ length: count }, (_, offset) => ({ offset, value: String(offset) })),
    );
    const group = ["--group-id", topic, "--reset-policy", "earliest"];
    const read = await target.run("VerifiableConsumer", [...words, ...group]);
    assert.equal(read.status, 0, read.stderr);
    const consumed = events(read.stdout).filter(({ name }) => name === "records_consumed");
    assert.equal(consumed.reduce((sum, event) => sum + event.count!, 0), count);
  },
);
