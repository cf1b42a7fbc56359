import { initProducerId as api } from "../../wire/messages/22_init_producer_id.ts";
import { delay } from "../../async/delay.ts";
import { backoffMs } from "../backoff.ts";
import type { KafkaClient } from "../client.ts";
import { toKafkaError } from "../kafka_error.ts";
import type { ProducerIdentity } from "./partition_queue.ts";

/** Attempts while a broker is not ready: 7 s with the usual pauses. */
const maxAttempts = 12;
/** Has no effect without a transactional id; Kafka's own clients send it. */
const noTimeoutMs = 2 ** 31 - 1;

/**
 * Requests a new producer id, for a producer that is idempotent but not transactional (KIP-98).
 *
 * @throws {KafkaError} If the broker rejects the request, or is not ready after several attempts.
 * @throws {UnsupportedApiError} If the broker is too old.
 * @throws {ConnectionLostError} If no broker is reachable.
 * @throws The signal's reason, when it aborts first.
 */
export async function initProducerId(
  client: KafkaClient,
  signal: AbortSignal,
): Promise<ProducerIdentity> {
  for (let attempt = 1;; attempt++) {
    const answer = await client.request(api, {
      transactionalId: null,
      transactionTimeoutMs: noTimeoutMs,
      producerId: -1n,
      producerEpoch: -1,
    }, { signal });
    const error = toKafkaError(answer.errorCode, null, { api });
    if (error === null) {
      return { producerId: answer.producerId, producerEpoch: answer.producerEpoch };
    }
    if (!error.retriable || attempt === maxAttempts) throw error.during("write records");
    await delay(backoffMs(attempt), signal);
  }
}

/**
 * Requests a new producer id for records of `topic`.
 *
 * @throws {KafkaError} As {@link initProducerId}; if the client is not authorized, the error names
 * the topic and the right that is missing.
 * @throws Whatever else {@link initProducerId} throws.
 */
export async function openIdentity(
  client: KafkaClient,
  signal: AbortSignal,
  topic: string | undefined,
): Promise<ProducerIdentity> {
  try {
    return await initProducerId(client, signal);
  } catch (error) {
    if (topic === undefined) throw error;
    const { explainMissingWrite } = await (import("./missing_write.ts" as string) as Promise<
      typeof import("./missing_write.ts")
    >);
    throw await explainMissingWrite(client, error, { topic, signal });
  }
}
