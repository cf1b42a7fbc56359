import assert from "node:assert/strict";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { runKafkaTool } from "../../support/kafka/java.ts";
import {
  password,
  type SecuredKafka,
  startSecuredKafka,
} from "../../support/kafka/secured_kafka.ts";

const group = ["--group", "readers"];
const orders = ["--topic", "orders"];

/** What each user is allowed to do, as flags of Kafka's AclCommand. */
const rights: Readonly<Record<string, readonly (readonly string[])[]>> = {
  guest: [],
  viewer: [["--operation", "Describe", ...orders, "--topic", "other"]],
  auditor: [
    ["--operation", "Describe", ...orders, "--topic", "other"],
    ["--operation", "DescribeConfigs", ...orders],
  ],
  reader: [["--operation", "Read", ...orders]],
  writer: [["--operation", "Write", ...orders]],
  copier: [
    ["--operation", "Read", "--operation", "Write", ...orders],
    ["--operation", "Describe", "--topic", "other"],
  ],
  cleaner: [["--operation", "Delete", ...orders]],
  deleter: [["--operation", "Delete", "--operation", "DescribeConfigs", ...orders]],
  resetter: [
    ["--operation", "Delete", "--operation", "DescribeConfigs", "--operation", "Create", ...orders],
  ],
  watcher: [["--operation", "Describe", "--cluster"]],
  grouper: [["--operation", "Describe", ...orders, ...group]],
  mixed: [["--operation", "Write", ...orders], ["--operation", "Describe", "--topic", "other"]],
  mover: [["--operation", "Describe", ...orders], ["--operation", "Read", ...group]],
};

async function allow(kafka: SecuredKafka, user: string, flags: readonly string[]): Promise<void> {
  const { brokers } = kafka.cluster;
  const result = await runKafkaTool("org.apache.kafka.tools.AclCommand", [
    ...["--bootstrap-server", brokers, "--add", "--allow-principal", `User:${user}`, ...flags],
  ]);
  assert.equal(result.status, 0, result.stdout + result.stderr);
}

/** Makes the topics `orders` and `other`, and the group `readers`, which is one record behind. */
async function fill({ cluster: { brokers } }: SecuredKafka): Promise<void> {
  const run = async (...argv: string[]): Promise<void> => {
    const { status, stderr } = await runCli(argv, { brokers });
    assert.equal(status, 0, stderr);
  };
  await run("topic", "create", "orders", "other", "-c", "retention.ms=86400000");
  await run("produce", "orders", "one", "two");
  const seek = ["group", "seek", "readers", "-y", "--to"];
  await run(...seek, "start", "-t", "orders", "--allow-new-topics");
  await run(...seek, "+1");
}

/** Runs a command line as `user`; its words are separated by one space. */
export type Run = (user: string, line: string, stdin?: string) => Promise<CliResult>;

function runner(kafka: SecuredKafka): Run {
  return (user, line, stdin = "") =>
    runCli(line.split(" "), {
      stdin,
      env: {
        WAH_BROKERS: kafka.saslPlaintext,
        WAH_SASL_USER: user,
        WAH_SASL_PASSWORD: password,
        WAH_SASL_MECHANISM: "plain",
      },
    });
}

/**
 * Starts Apache Kafka with the topics `orders` and `other`, the group `readers`, and a user for
 * each entry of {@link rights}.
 */
export async function startKafkaWithRights(): Promise<AsyncDisposable & { readonly run: Run }> {
  const kafka = await startSecuredKafka(Object.keys(rights));
  try {
    await fill(kafka);
    for (const [user, acls] of Object.entries(rights)) {
      for (const flags of acls) await allow(kafka, user, flags);
    }
  } catch (error) {
    await kafka[Symbol.asyncDispose]();
    throw error;
  }
  return { run: runner(kafka), [Symbol.asyncDispose]: () => kafka[Symbol.asyncDispose]() };
}
