import assert from "node:assert/strict";
import { join } from "node:path";
import { crc32c } from "../../../lib/wire/batches/crc32c.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { type KafkaCluster, startKafka } from "../../support/kafka/kafka.ts";
import { kcatProduce } from "../../support/kafka/kcat.ts";

/** Positions in a batch of format 2. The checksum covers the bytes from `attributes` on. */
const place = { length: 8, crc: 17, attributes: 21 };

/** A codec number that no codec has. */
const unknownCodec = 5;

/** Changes a topic's second batch on the broker's disk. */
async function damage(
  kafka: KafkaCluster,
  topic: string,
  change: (batch: Uint8Array, view: DataView) => void,
): Promise<void> {
  await kafka.stop(1);
  const file = join(kafka.logFolder(1, topic, 0), "00000000000000000000.log");
  const log = await Deno.readFile(file);
  const start = 12 + new DataView(log.buffer).getInt32(place.length);
  const size = 12 + new DataView(log.buffer, start).getInt32(place.length);
  const batch = log.subarray(start, start + size);
  change(batch, new DataView(batch.buffer, batch.byteOffset, batch.byteLength));
  await Deno.writeFile(file, log);
  await kafka.start(1);
}

async function consume(
  { brokers }: KafkaCluster,
  topic: string,
  ...flags: readonly string[]
): Promise<CliResult> {
  return await runCli(["consume", topic, "-o", ":end", "-f", "%o %v\\n", ...flags], { brokers });
}

async function threeBatches(kafka: KafkaCluster, topic: string): Promise<void> {
  for (const value of ["one", "two", "three"]) {
    await kcatProduce({ brokers: kafka.brokers, topic }, [{ key: null, value }]);
  }
}

Deno.test("wah consume reports unreadable records, and fails or skips them by flag", async (t) => {
  await using kafka = await startKafka();

  await t.step("a broken checksum", async () => {
    await threeBatches(kafka, "broken");
    await damage(kafka, "broken", (batch) => batch[batch.byteLength - 2]! ^= 1);
    const stopped = await consume(kafka, "broken");
    assert.equal(stopped.status, 1);
    assert.equal(stopped.stdout, "0 one\n");
    assert.match(stopped.stderr, /^error: Cannot read "broken" partition 0 at offset 1: .*CRC/i);
    const skipped = await consume(kafka, "broken", "--on-corrupt", "skip");
    assert.equal(skipped.status, 0);
    assert.equal(skipped.stdout, "0 one\n2 three\n");
    assert.match(skipped.stderr, /"broken" partition 0 skipping offset 1: not readable/);
  });

  await t.step("an unknown codec under a good checksum", async () => {
    await threeBatches(kafka, "codec");
    await damage(kafka, "codec", (batch, view) => {
      view.setInt16(place.attributes, unknownCodec);
      view.setUint32(place.crc, crc32c(batch.subarray(place.attributes)));
    });
    const stopped = await consume(kafka, "codec");
    assert.equal(stopped.status, 1);
    assert.equal(stopped.stdout, "0 one\n");
    assert.match(stopped.stderr, /^error: Cannot read "codec" partition 0 at offset 1: .*codec.*5/);
    const skipped = await consume(kafka, "codec", "--on-corrupt", "skip");
    assert.equal(skipped.status, 0);
    assert.equal(skipped.stdout, "0 one\n2 three\n");
  });
});
