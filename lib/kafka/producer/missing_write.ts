import { metadata } from "../../wire/messages/03_metadata.ts";
import type { KafkaClient } from "../client.ts";
import { KafkaError, missingRightError } from "../kafka_error.ts";
import { requiredRight } from "../required_right.ts";

/** First version of Metadata with the operations that the client is authorized for (KIP-430). */
const operationsSince = 8;
/** The bit of Write in these operations. */
const writeBit = 1 << 4;
/** The value of a broker that does not report them. */
const unknownOperations = -0x80000000;

/**
 * Returns the error of a producer whose client got no producer id, as the failure to write to
 * `topic`. Since Kafka 3.0 a client gets one if it has Write on any topic, so usually Write on this
 * topic is missing. If the broker says that the client has it, the error keeps its right,
 * IdempotentWrite on the cluster. Other errors are returned unchanged.
 *
 * @throws As `KafkaClient.request()`.
 */
export async function explainMissingWrite(
  client: KafkaClient,
  error: unknown,
  { topic, signal }: { readonly topic: string; readonly signal: AbortSignal },
): Promise<unknown> {
  if (!(error instanceof KafkaError) || error.missingRight?.operation !== "IdempotentWrite") {
    return error;
  }
  const action = `write to topic ${JSON.stringify(topic)}`;
  if (await mayWrite(client, topic, signal)) return error.during(action);
  return missingRightError(error.code, requiredRight("Write", "topic", topic)).during(action);
}

async function mayWrite(
  client: KafkaClient,
  topic: string,
  signal: AbortSignal,
): Promise<boolean> {
  if ((client.apiVersion(metadata) ?? 0) < operationsSince) return false;
  const { topics } = await client.request(metadata, {
    topics: [{ name: topic }],
    allowAutoTopicCreation: false,
    includeTopicAuthorizedOperations: true,
  }, { signal, minVersion: operationsSince });
  const operations = topics.find(({ name }) => name === topic)?.topicAuthorizedOperations ??
    unknownOperations;
  return operations !== unknownOperations && (operations & writeBit) !== 0;
}
