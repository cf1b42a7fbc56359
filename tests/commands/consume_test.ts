import assert from "node:assert/strict";
import { Producer } from "../../lib/kafka/producer/producer.ts";
import { formatAddress } from "../../lib/text/format_address.ts";
import { encodeBatch } from "../../lib/wire/batches/batch_encoder.ts";
import { utf8 } from "../../lib/wire/bytes.ts";
import { crc32c } from "../../lib/wire/batches/crc32c.ts";
import { fetchApi } from "../../lib/wire/messages/01_fetch.ts";
import { listOffsets } from "../../lib/wire/messages/02_list_offsets.ts";
import { metadata } from "../../lib/wire/messages/03_metadata.ts";
import { type CliResult, runCli } from "../support/cli/cli.ts";
import { connect, createTopic } from "../support/brokers/client.ts";
import { startEmbeddedBroker } from "../support/brokers/embedded_broker.ts";
import { poll } from "../support/poll.ts";
import { on, type ScriptedBroker, scriptedBroker } from "../support/peers/scripted_broker.ts";

/** A broker with a topic "orders" whose one partition holds these batches of one record each. */
function brokerWith(batches: readonly Uint8Array[]): ScriptedBroker {
  const end = BigInt(batches.length);
  batches.forEach((batch, offset) => new DataView(batch.buffer).setBigInt64(0, BigInt(offset)));
  const broker = scriptedBroker([
    on(metadata, () => ({
      brokers: [{ nodeId: 1, ...broker.address }],
      controllerId: 1,
      topics: [{ name: "orders", partitions: [{ partitionIndex: 0, leaderId: 1 }] }],
    })),
    on(listOffsets, ({ topics }) => ({
      topics: topics.map(({ name, partitions }) => ({
        name,
        partitions: partitions.map(({ timestamp }) => ({
          partitionIndex: 0,
          offset: timestamp === -2n ? 0n : end,
        })),
      })),
    })),
    on(fetchApi, ({ topics }) => ({
      responses: topics.map(({ topic, partitions }) => ({
        topic,
        partitions: partitions.map(({ fetchOffset }) => ({
          partitionIndex: 0,
          highWatermark: end,
          lastStableOffset: end,
          logStartOffset: 0n,
          records: joined(batches.slice(Number(fetchOffset))),
        })),
      })),
    })),
  ]);
  return broker;
}

function joined(batches: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(batches.flatMap((batch) => [...batch]));
}

function batchOf(value: string): Uint8Array {
  return encodeBatch([{ key: null, value: new TextEncoder().encode(value), timestamp: 0n }]);
}

/** Two good records with one between them whose last byte has changed. */
async function consumeDamaged(...argv: readonly string[]): Promise<CliResult> {
  const damaged = batchOf("two");
  damaged[damaged.byteLength - 1]! ^= 1;
  await using broker = brokerWith([batchOf("one"), damaged, batchOf("three")]);
  return await runCli(["consume", "orders", "-o", ":end", "-f", "%o %v\\n", ...argv], {
    brokers: formatAddress(broker.address),
  });
}

for (
  const [argv, expected] of [
    [
      ["-f", "%v %s\\n"],
      'error: Cannot read format: unknown verb "%s", expected %t %k %v %T %K %V ' +
      "%H %h{...} %p %o %e %d %a{...} %x %y %i %[ %| %] and %% %{ %}, at column 4\n" +
      "    %v %s\\n\n" +
      "       ^\n" +
      "hint: Use %v for the value (kcat's %s)\n",
    ],
    [
      ["-f", "yaml"],
      'error: Cannot read format "yaml": unknown, expected json, jsonl or a layout, for example ' +
      '"%v\\n"\nhint: See wah consume --help\n',
    ],
    [
      ["-p", "0,x"],
      'error: Cannot use "0,x" for -p: expected partition numbers with commas, for example 0,2,5\n',
    ],
    [
      ["-p", ""],
      'error: Cannot use "" for -p: expected partition numbers with commas, for example 0,2,5\n',
    ],
    [
      ["-n", "-1"],
      'error: Cannot use "-1" for -n: expected a whole number from 0 to 9999999999\n',
    ],
  ] as const
) {
  Deno.test(`wah consume rejects ${argv.join(" ")} before it looks for a broker`, async () => {
    const result = await runCli(["consume", "orders", ...argv], { brokers: "127.0.0.1:1" });
    assert.equal(result.stderr, expected);
    assert.equal(result.stdout, "");
    assert.equal(result.status, 2);
  });
}

Deno.test("wah consume reports the column of the problem in an offset", async () => {
  const result = await runCli(["consume", "orders", "-o", "5:x"], { brokers: "127.0.0.1:1" });
  assert.match(
    result.stderr,
    /^error: Cannot read offsets: .*, at column 3\n {4}5:x\n {6}\^\nhint: /,
  );
  assert.equal(result.status, 2);
});

Deno.test("wah consume accepts an offset that begins with a dash", async () => {
  const result = await runCli(["consume", "orders", "-o", "-3:x"], { brokers: "127.0.0.1:1" });
  assert.match(result.stderr, /^error: Cannot read offsets: .*\n {4}-3:x\n {7}\^\n/);
  assert.equal(result.status, 2);
});

Deno.test("wah consume needs a topic", async () => {
  const result = await runCli(["consume"]);
  assert.match(result.stderr, /missing argument TOPIC/);
  assert.equal(result.status, 2);
});

Deno.test("wah consume exits with 3 if no broker is reachable", async () => {
  const result = await runCli(["consume", "orders"], { brokers: "127.0.0.1:1" });
  assert.match(result.stderr, /127\.0\.0\.1:1/);
  assert.equal(result.stdout, "");
  assert.equal(result.status, 3);
});

Deno.test("wah consume --help lists formats and offsets", async () => {
  const result = await runCli(["consume", "--help"]);
  assert.match(result.stdout, /%v %k %t value, key, topic/);
  assert.match(result.stdout, /A:B, :B, A:end, :end/);
  assert.equal(result.stderr, "");
  assert.equal(result.status, 0);
});

Deno.test("wah consume fails at an unreadable batch and reports its offset", async () => {
  const result = await consumeDamaged();
  assert.equal(result.stdout, "0 one\n");
  assert.match(
    result.stderr,
    /^error: Cannot read "orders" partition 0 at offset 1: CRC .*\nhint: .*--on-corrupt skip.*\n$/,
  );
  assert.equal(result.status, 1);
});

Deno.test("wah consume --on-corrupt skip skips an unreadable batch and reports it", async () => {
  const result = await consumeDamaged("--on-corrupt", "skip");
  assert.equal(result.stdout, "0 one\n2 three\n");
  assert.match(
    result.stderr,
    /^"orders" partition 0 skipping offset 1: not readable \(CRC .*\)\n$/,
  );
  assert.equal(result.status, 0);
});

Deno.test("wah consume names a codec that it does not know", async () => {
  const batch = batchOf("one");
  batch[22] = 7;
  new DataView(batch.buffer).setUint32(17, crc32c(batch, 21));
  await using broker = brokerWith([batch]);
  const result = await runCli(["consume", "orders", "-o", ":end"], {
    brokers: formatAddress(broker.address),
  });
  assert.match(result.stderr, /^error: Cannot read "orders" partition 0 at offset 0: codec 7/);
  assert.equal(result.status, 1);
});

Deno.test("wah consume -o -N prints N records of a compacted topic", async () => {
  await using broker = await startEmbeddedBroker({
    settings: { "log.retention.check.interval.ms": "20" },
  });
  await using client = await connect(broker.brokers);
  await using topic = await createTopic(client, { configs: { "cleanup.policy": "compact" } });
  await using producer = await Producer.open(client);
  for (const [index, key] of ["a", "b", "c", "c", "c", "c", "c", "d"].entries()) {
    await producer.send({ topic: topic.name, key: utf8(key), value: utf8(`${key}${index}`) });
  }
  const read = async (offsets: string): Promise<string[]> => {
    const argv = ["consume", topic.name, "-o", offsets, "-f", "%v\\n"];
    const { stdout, stderr } = await runCli(argv, { brokers: broker.brokers });
    assert.equal(stderr, "");
    return stdout.split("\n").slice(0, -1);
  };
  await poll(
    async () => (await read(":end")).length === 4 ? true : undefined,
    () => "the topic was not compacted",
  );
  assert.deepEqual(await read("-1:end"), ["d7"]);
  assert.deepEqual(await read("-3:end"), ["b1", "c6", "d7"]);
  assert.deepEqual(await read("-4:end"), ["a0", "b1", "c6", "d7"]);
  assert.deepEqual(await read("-99:end"), ["a0", "b1", "c6", "d7"]);
});
