import assert from "node:assert/strict";
import { awaitTopicsReady } from "../../../../lib/kafka/admin/await_topics.ts";
import { broker } from "../../../support/brokers/broker.ts";
import { connect } from "../../../support/brokers/client.ts";
import { startEmbeddedBroker } from "../../../support/brokers/embedded_broker.ts";
import { javaArguments } from "../../../support/kafka/java.ts";
import { runProcess, TestProcess } from "../../../support/cli/process.ts";

const embedded = await startEmbeddedBroker();
Deno.test.afterAll(async () => await embedded[Symbol.asyncDispose]());

/** A small heap, and no log, because the tests compare the tool's own output. */
const jvm = [
  ...["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
  ...["org.apache", "kafka"].map((name) => `-Dorg.slf4j.simpleLogger.log.${name}=off`),
];

/** The exit status of a tool, and its output. */
export interface ToolResult {
  readonly status: number;
  readonly stdout: string;
  /** Removes the warnings of the logging library. */
  readonly stderr: string;
}

/** A broker to run Apache Kafka's tools against. */
export class Target {
  readonly name: string;
  readonly brokers: string;

  constructor(name: string, brokers: string) {
    this.name = name;
    this.brokers = brokers;
  }

  get isKafka(): boolean {
    return this.name === "Apache Kafka";
  }

  /** Runs a tool, such as `TopicCommand`, until it exits. */
  async run(tool: string, args: readonly string[], stdin = ""): Promise<ToolResult> {
    const result = await runProcess("java", this.#words(tool, args), { stdin });
    const lines = result.stderr.split("\n").filter((line) => !line.startsWith("SLF4J: "));
    return { status: result.status, stdout: result.stdout, stderr: lines.join("\n") };
  }

  /** Starts a tool that runs until it is stopped. */
  start(tool: string, args: readonly string[]): TestProcess {
    return new TestProcess("java", this.#words(tool, args), { stdin: "" });
  }

  #words(tool: string, args: readonly string[]): string[] {
    const className = tool.startsWith("kafka.") ? tool : `org.apache.kafka.tools.${tool}`;
    const address = ["--bootstrap-server", this.brokers];
    return javaArguments(className, [...address, ...args], { jvm });
  }

  /** Runs a tool that must print exactly these lines, and only `stderr` on stderr. */
  async prints(
    tool: string,
    args: readonly string[],
    lines: readonly string[],
    { status = 0, stderr = "", stdin = "" } = {},
  ): Promise<void> {
    assert.deepEqual(await this.run(tool, args, stdin), {
      status,
      stdout: lines.map((line) => `${line}\n`).join(""),
      stderr,
    });
  }

  /** Creates a topic with kafka-topics, and waits until it is ready. */
  async createTopic(topic: string, args: readonly string[] = []): Promise<void> {
    const create = ["--create", "--topic", topic, ...args];
    await this.prints("TopicCommand", create, [`Created topic ${topic}.`]);
    await using client = await connect(this.brokers);
    await awaitTopicsReady(client, [topic]);
  }

  /** Writes one record per line with the console producer, and awaits their acknowledgement. */
  async produce(
    topic: string,
    lines: readonly string[],
    args: readonly string[] = [],
  ): Promise<void> {
    const stdin = lines.map((line) => `${line}\n`).join("");
    await this.prints("ConsoleProducer", ["--topic", topic, ...args], [], { stdin });
  }
}

const targets = [
  new Target("Apache Kafka", broker().brokers),
  new Target("the embedded broker", embedded.brokers),
];

/** Declares a case that runs on Apache Kafka and on the embedded broker at once. */
export function onBoth(name: string, run: (target: Target) => Promise<void>): void {
  Deno.test(name, async () => {
    const outcomes = await Promise.allSettled(targets.map(run));
    const failures = outcomes.flatMap((outcome, index) =>
      outcome.status === "rejected"
        ? [new Error(`on ${targets[index]!.name}`, { cause: outcome.reason })]
        : []
    );
    if (failures.length > 0) throw new AggregateError(failures);
  });
}
