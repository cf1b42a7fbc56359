import assert from "node:assert/strict";
import type { Address } from "../../../lib/kafka/config.ts";
import { formatAddress } from "../../../lib/text/format_address.ts";
import { fetchApi } from "../../../lib/wire/messages/01_fetch.ts";
import { listOffsets } from "../../../lib/wire/messages/02_list_offsets.ts";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import { createTopics } from "../../../lib/wire/messages/19_create_topics.ts";
import { deleteTopics } from "../../../lib/wire/messages/20_delete_topics.ts";
import { deleteRecords } from "../../../lib/wire/messages/21_delete_records.ts";
import { initProducerId } from "../../../lib/wire/messages/22_init_producer_id.ts";
import { describeConfigs } from "../../../lib/wire/messages/32_describe_configs.ts";
import { describeLogDirs } from "../../../lib/wire/messages/35_describe_log_dirs.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { on, type Script, scriptedBroker } from "../../support/peers/scripted_broker.ts";

type Nodes = readonly { readonly nodeId: number; readonly host: string; readonly port: number }[];

const commands = [
  "consume t -o :end",
  "consume t -o -1:end --read-committed",
  "topic list",
  "topic list t",
  "topic describe t",
  "topic create t -p 1 -r 1",
  "topic create t --dry-run",
  "topic delete -y -q t",
  "topic reset -y -q t",
  "topic reset -y -q --keep-offsets t",
  "chat log -t t",
  "chat send -t t -u ada hello",
  "health",
] as const;

/** Runs one command against a broker that follows `scripts`, which may use its address. */
async function runAgainst(
  line: string,
  scripts: (self: () => Address) => readonly Script[],
): Promise<CliResult> {
  const broker = scriptedBroker(scripts(() => broker.address));
  await using _ = broker;
  return await runCli(line.split(" "), { brokers: formatAddress(broker.address) });
}

/** A cluster with only the scripted broker, which leads the single partition of each topic. */
function sound(self: () => Address): Script {
  return on(metadata, ({ topics }) => ({
    brokers: nodes(self),
    controllerId: 1,
    topics: (topics ?? [{ name: "t" }]).map(({ name }) => (
      { name, partitions: [{ leaderId: 1, replicaNodes: [1], isrNodes: [1] }] }
    )),
  }));
}

function nodes(self: () => Address): Nodes {
  return [{ nodeId: 1, ...self() }];
}

/** Checks that a failure of the broker is not an internal error, and has the usual form. */
function assertBlamesTheBroker(line: string, { status, stderr }: CliResult): void {
  assert.doesNotMatch(stderr, /at fault|internal error|bug in wah/i, line);
  assert.match(stderr, /^(error: [A-Z][^\n]+\n(hint: [^\n]+\n)?)?$/, line);
  if (/^(consume|chat)/.test(line)) assert.notEqual(status, 0, line);
  assert.equal(stderr.startsWith("error: "), status !== 0, `${line}: ${status} ${stderr}`);
}

for (const line of commands) {
  Deno.test(`wah ${line} asks for a newer broker if Metadata ends at version 3`, async () => {
    const old = { ...metadata, maxVersion: 3 };
    const result = await runAgainst(line, (self) => [on(old, () => ({ brokers: nodes(self) }))]);
    assert.equal(result.status, 1);
    assert.match(
      result.stderr,
      /^error: Cannot send "Metadata": the broker at \S+ accepts versions 0 to 3, wah sends .+\n/,
    );
    assert.match(result.stderr, /\nhint: Use a newer version of the broker\n$/);
  });

  Deno.test(`wah ${line} blames a broker that omits every topic`, async () => {
    const result = await runAgainst(line, (self) => [
      on(metadata, () => ({ brokers: nodes(self), controllerId: 1 })),
      on(createTopics, () => ({})),
      on(deleteTopics, () => ({})),
    ]);
    assertBlamesTheBroker(line, result);
  });

  Deno.test(`wah ${line} blames a broker that lists no partitions`, async () => {
    const result = await runAgainst(line, (self) => [
      on(metadata, () => ({ brokers: nodes(self), controllerId: 1, topics: [{ name: "t" }] })),
      on(createTopics, () => ({})),
      on(deleteTopics, () => ({})),
      on(describeConfigs, () => ({})),
      on(describeLogDirs, () => ({})),
    ]);
    assertBlamesTheBroker(line, result);
  });

  Deno.test(`wah ${line} blames a broker whose other responses are empty`, async () => {
    const result = await runAgainst(line, (self) => [
      sound(self),
      on(listOffsets, () => ({})),
      on(createTopics, () => ({})),
      on(deleteTopics, () => ({})),
      on(deleteRecords, () => ({})),
      on(describeConfigs, () => ({})),
      on(describeLogDirs, () => ({})),
    ]);
    assertBlamesTheBroker(line, result);
  });

  Deno.test(`wah ${line} blames a broker that reports no offsets`, async () => {
    const result = await runAgainst(line, (self) => [
      sound(self),
      on(listOffsets, ({ topics }) => ({
        topics: topics.map(({ name }) => ({ name, partitions: [{ offset: -1n }] })),
      })),
      on(fetchApi, () => ({})),
      on(createTopics, () => ({})),
      on(deleteTopics, () => ({})),
      on(deleteRecords, () => ({})),
      on(describeConfigs, () => ({ results: [{ resourceName: "t" }] })),
      on(describeLogDirs, () => ({})),
      on(initProducerId, () => ({ errorCode: 31 })),
    ]);
    assertBlamesTheBroker(line, result);
  });

  Deno.test(`wah ${line} blames a broker that supports nothing but Metadata`, async () => {
    const result = await runAgainst(line, (self) => [sound(self)]);
    assertBlamesTheBroker(line, result);
    if (line !== "health") assert.match(result.stderr, /^error: Cannot send "\w+": the broker at /);
  });

  Deno.test(`wah ${line} blames a broker that knows no broker`, async () => {
    const result = await runAgainst(line, () => [on(metadata, () => ({}))]);
    assertBlamesTheBroker(line, result);
  });
}

for (const [host, port] of [["", 9092], ["localhost", -1], ["localhost", 70_000]] as const) {
  const address = `${host}:${port}`;
  Deno.test(`wah health counts a broker that advertises "${address}" as down`, async () => {
    const { status, stdout, stderr } = await runAgainst("health", () => [
      on(metadata, () => ({
        brokers: [{ nodeId: 1, host, port }],
        controllerId: 1,
        topics: [{ name: "t", partitions: [{ leaderId: 1, replicaNodes: [1], isrNodes: [1] }] }],
      })),
    ]);
    assert.equal(status, 10, stderr);
    assert.match(stdout, /\nBrokers down: +1\n/);
  });

  Deno.test(`wah topic create cannot reach a controller that advertises "${address}"`, async () => {
    const { status, stderr } = await runAgainst("topic create t", () => [
      on(metadata, () => ({ brokers: [{ nodeId: 1, host, port }], controllerId: 1 })),
    ]);
    assert.equal(status, 3, stderr);
    assert.match(stderr, /^error: Cannot reach broker 1: the cluster does not list it\n/);
  });
}
