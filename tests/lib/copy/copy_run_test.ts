import assert from "node:assert/strict";
import { CopyPosition } from "../../../lib/copy/copy_position.ts";
import { CopyRun } from "../../../lib/copy/copy_run.ts";
import { toTopic } from "../../../lib/copy/destination.ts";
import { FailedError } from "../../../lib/errors.ts";
import type { KafkaClient } from "../../../lib/kafka/client.ts";
import { broker } from "../../support/brokers/broker.ts";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { startEmbeddedBroker } from "../../support/brokers/embedded_broker.ts";
import { topicOf } from "../../support/brokers/records.ts";

/** A copy to a topic of another cluster, with a short time limit. */
function runOf(source: KafkaClient, target: KafkaClient, topic: string): CopyRun {
  return new CopyRun({
    source,
    target,
    destination: toTopic(topic, { mode: "keep", partitionCount: 1 }),
    filter: null,
    transform: null,
    isStrict: false,
    limit: Infinity,
    intervalMs: 0,
    codec: "keep",
    producer: { deliveryTimeoutMs: 300 },
    reading: {},
    signal: new AbortController().signal,
    onFailure: (failure) => assert.fail(failure.reason),
  });
}

Deno.test("CopyRun.copy() fails if the target does not acknowledge records", async () => {
  const records = ["a", "b", "c"].map((value) => ({ value }));
  await using from = await topicOf(records);
  await using source = await connect(broker().brokers);
  const other = await startEmbeddedBroker();
  await using target = await connect(other.brokers);
  const to = await createTopic(target);
  await using run = runOf(source, target, to.name);
  const copy = async (start: bigint, stop: bigint): Promise<[bigint, unknown]> => {
    const position = new CopyPosition({ partition: 0, start, stop }, run);
    const place = { topic: from.name, topicId: null, partition: 0 };
    const copied = run.copy([{ ...place, start, stop }], [position]);
    const failure: unknown = await copied.then(() => null, (error) => error);
    return [position.offset, failure];
  };
  assert.deepEqual(await copy(0n, 1n), [1n, null]);
  await other[Symbol.asyncDispose]();
  const [offset, failure] = await copy(1n, 3n);
  assert.equal(offset, 1n);
  assert.ok(failure instanceof FailedError);
  assert.match(failure.message, /^Cannot copy to ".*": not acknowledged within 0.3 s/);
  assert.deepEqual(run.progress, { records: 1, bytes: 1, failed: 0 });
});
