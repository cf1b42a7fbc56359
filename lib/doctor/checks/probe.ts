import { awaitTopicsReady } from "../../kafka/admin/await_topics.ts";
import { createTopics } from "../../kafka/admin/create_topics.ts";
import { deleteTopics } from "../../kafka/admin/delete_topics.ts";
import { KafkaClient } from "../../kafka/client.ts";
import type { KafkaError } from "../../kafka/kafka_error.ts";
import { topicIn } from "../../kafka/metadata.ts";
import type { Delivery } from "../../kafka/producer/pending_record.ts";
import { Producer } from "../../kafka/producer/producer.ts";
import { readPartitions } from "../../kafka/reader/read_partitions.ts";
import { FailedError, WahError } from "../../errors.ts";
import type { Examination } from "../examination.ts";
import { type Fault, faultOf } from "../fault.ts";
import { faulty, type Finding, ok, skipped } from "../step.ts";
import { type ClockReading, compareClocks } from "./clocks.ts";

/** Limit for all of one action, for example until a new topic has a leader. */
const actionTimeoutMs = 15_000;

/**
 * Writes a record to a topic of its own and reads it back. Creates the topic and deletes it, also
 * if the record fails. The broker stamps the record with its time, which tells its clock.
 *
 * @param isWanted Whether the user asked for it.
 */
export async function checkProbe(examination: Examination, isWanted: boolean): Promise<Finding[]> {
  if (!isWanted) return [skipped("not asked for")];
  if (!isUsable(examination)) return [skipped("an earlier step failed")];
  const topic = `wah-doctor-${crypto.randomUUID()}`;
  try {
    const { config, signal } = examination;
    await using client = await KafkaClient.connect(config, { signal });
    return await probe(client, topic, examination);
  } catch (error) {
    examination.signal.throwIfAborted();
    return [faulty(null, probeFault(error))];
  }
}

/** A record may need each broker, and a new topic the controller. */
function isUsable({ brokers, cluster, hasAdvertisedFault }: Examination): boolean {
  return cluster !== null && cluster.controllerId !== null && !hasAdvertisedFault &&
    brokers.every(({ fault }) => fault === null);
}

async function probe(
  client: KafkaClient,
  topic: string,
  examination: Examination,
): Promise<Finding[]> {
  const hasBrokerTime = await createProbeTopic(client, topic, examination);
  const findings: Finding[] = [];
  try {
    const { delivery, ...times } = await writeRecord(client, topic, examination);
    await readRecord(client, topic, delivery, examination);
    findings.push(ok(null, `wrote and read a record in the topic "${topic}"`, { topic }));
    if (hasBrokerTime && !examination.hasComparedClocks) {
      const theirMs = Number(delivery.timestamp);
      findings.push(compareClocks({ theirMs, ...times, whose: "the broker" }));
    }
  } catch (error) {
    if (!examination.signal.aborted) findings.push(faulty(null, probeFault(error)));
  }
  const left = await deleteProbeTopic(client, topic);
  examination.signal.throwIfAborted();
  return left === null ? findings : [...findings, faulty(null, left)];
}

/** Returns whether the broker stamps the records with its own time. */
async function createProbeTopic(
  client: KafkaClient,
  topic: string,
  { signal }: Examination,
): Promise<boolean> {
  const limits = { signal, timeoutMs: actionTimeoutMs };
  const configs = { "message.timestamp.type": "LogAppendTime" };
  const create = async (spec: { configs?: Record<string, string> }): Promise<KafkaError | null> =>
    (await createTopics(client, [{ name: topic, partitions: 1, ...spec }], limits))[0]!.error;
  const refused = await create({ configs });
  // Some services accept no configs of topics.
  const error = refused?.codeName === "INVALID_CONFIG" || refused?.codeName === "POLICY_VIOLATION"
    ? await create({})
    : refused;
  if (error !== null) throw error.during(`create the topic "${topic}"`);
  await awaitTopicsReady(client, [topic], limits);
  return refused === null;
}

async function writeRecord(
  client: KafkaClient,
  topic: string,
  { signal, nowMs }: Examination,
): Promise<{ delivery: Delivery } & Pick<ClockReading, "askedMs" | "answeredMs">> {
  await using producer = await Producer.open(client, {
    signal,
    deliveryTimeoutMs: actionTimeoutMs,
  });
  const askedMs = nowMs();
  const value = new TextEncoder().encode("probe");
  const delivery = await producer.send({ topic, partition: 0, key: null, value });
  return { delivery, askedMs, answeredMs: nowMs() };
}

async function readRecord(
  client: KafkaClient,
  topic: string,
  { offset }: Delivery,
  { signal }: Examination,
): Promise<void> {
  const timeout = AbortSignal.timeout(actionTimeoutMs);
  const start = offset ?? 0n;
  const { topicId } = topicIn(await client.metadata({ topics: [topic], signal }), topic);
  const target = { topic, partition: 0, topicId, start, stop: start + 1n };
  let count = 0;
  try {
    const either = AbortSignal.any([signal, timeout]);
    for await (const chunk of readPartitions(client, [target], { signal: either })) {
      count += chunk.countRecords();
    }
  } catch (error) {
    if (!timeout.aborted || signal.aborted) throw error;
  }
  if (count === 1) return;
  throw new FailedError(
    `Cannot read the record of the probe from the topic "${topic}": ` +
      (timeout.aborted ? `no record within ${actionTimeoutMs / 1000} s` : "it is not there"),
  );
}

/** Deletes the topic, also after an interrupt; returns the fault if that fails. */
async function deleteProbeTopic(client: KafkaClient, topic: string): Promise<Fault | null> {
  try {
    const [result] = await deleteTopics(client, [topic], { timeoutMs: actionTimeoutMs });
    return result!.error === null
      ? null
      : probeFault(result!.error.during(`delete the topic "${topic}" of the probe`));
  } catch (error) {
    return probeFault(error);
  }
}

function probeFault(error: unknown): Fault {
  if (!(error instanceof WahError)) throw error;
  return { ...faultOf(error), code: "probe" };
}
