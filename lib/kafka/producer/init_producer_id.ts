import { initProducerId as api } from "../../wire/messages/22_init_producer_id.ts";
import { delay } from "../../async/delay.ts";
import { backoffMs } from "../backoff.ts";
import type { KafkaClient } from "../client.ts";
import { toKafkaError } from "../kafka_error.ts";
import type { ProducerIdentity } from "./partition_queue.ts";

/** How often a broker may say that it cannot tell yet: 7 s with the usual backoff. */
const maxAttempts = 12;
/** Means nothing without a transactional id; what Kafka's own clients send. */
const noTimeoutMs = 2 ** 31 - 1;

/**
 * Gets a producer id that nobody else has, for a producer that is idempotent but not transactional
 * (KIP-98).
 *
 * @throws {KafkaError} When the broker refuses, or is not ready after several attempts.
 * @throws {UnsupportedApiError} When the broker is too old for it.
 * @throws {ConnectionLostError} When no broker can be reached.
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
    const error = toKafkaError(answer.errorCode);
    if (error === null) {
      return { producerId: answer.producerId, producerEpoch: answer.producerEpoch };
    }
    if (!error.retriable || attempt === maxAttempts) throw error.during("get a producer id");
    await delay(backoffMs(attempt), signal);
  }
}
