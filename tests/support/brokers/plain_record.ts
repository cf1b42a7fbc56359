import { awaitTopicsReady } from "../../../lib/kafka/admin/await_topics.ts";
import { createTopics } from "../../../lib/kafka/admin/create_topics.ts";
import { Producer } from "../../../lib/kafka/producer/producer.ts";
import type { CompressionCodec } from "../../../lib/wire/codecs.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { runCli } from "../cli/cli.ts";
import { connect } from "./client.ts";

/** A record with text for key, value and headers. */
export interface PlainRecord {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly (readonly [name: string, value: string | null])[];
}

/** Creates a topic of one partition and writes records to it with wah's producer, in one batch. */
export async function producePlain(
  target: { readonly brokers: string; readonly topic: string; readonly codec: CompressionCodec },
  records: readonly PlainRecord[],
): Promise<void> {
  await using client = await connect(target.brokers);
  const [created] = await createTopics(client, [{ name: target.topic, partitions: 1 }]);
  if (created!.error !== null) throw created!.error;
  await awaitTopicsReady(client, [target.topic]);
  await using producer = await Producer.open(client, { codec: target.codec });
  await Promise.all(records.map(({ key, value, headers }) =>
    producer.send({
      topic: target.topic,
      partition: 0,
      key: bytesOf(key),
      value: bytesOf(value),
      headers: headers.map(([name, text]) => ({ key: name, value: bytesOf(text) })),
    })
  ));
}

/** Returns every record of a topic as `wah consume` prints it, and the codecs of its batches. */
export async function consumePlain(
  source: { readonly brokers: string; readonly topic: string },
): Promise<{ records: PlainRecord[]; codecs: string[] }> {
  const lines = await consume(source, "jsonl");
  const codecs = await consume(source, "%a{compression}\\n");
  return { records: lines.map(plainRecord), codecs };
}

async function consume(
  { brokers, topic }: { readonly brokers: string; readonly topic: string },
  format: string,
): Promise<string[]> {
  const result = await runCli(["consume", topic, "-o", ":end", "-f", format], { brokers });
  if (result.status !== 0) throw new Error(`consume ended with ${result.status}: ${result.stderr}`);
  return result.stdout.split("\n").slice(0, -1);
}

function plainRecord(line: string): PlainRecord {
  const { key, value, headers } = JSON.parse(line);
  return {
    key,
    value,
    headers: headers.map((header: { key: string; value: string | null }) => [
      ...[header.key, header.value],
    ]),
  };
}

function bytesOf(text: string | null): Uint8Array | null {
  return text === null ? null : utf8(text);
}
