import type { KafkaClient } from "../../kafka/client.ts";
import { retryConnection } from "../../kafka/retry_connection.ts";
import type { Delivery } from "../../kafka/producer/pending_record.ts";
import type { Producer, ProducerRecord } from "../../kafka/producer/producer.ts";
import { type Encoder, openEncoder } from "../message/encode.ts";
import type { Format } from "../message/format.ts";
import type { Position } from "../message/message.ts";
import type { Unsent } from "./session.ts";
import type { MessageWriter } from "../log/write_message.ts";

/** How to write. */
export interface OutboxOptions {
  /** The format of new messages. */
  readonly format: Format;
  /** Kept once there is time for opening a producer. */
  readonly ready: Promise<unknown>;
}

/**
 * All that a session writes: in order, once, and for as long as it takes. Knows what is still on
 * its way.
 */
export class Outbox implements AsyncDisposable {
  readonly #client: KafkaClient;
  readonly #over = new AbortController();
  readonly #encoder: Promise<Encoder>;
  readonly #producer: Promise<Producer>;
  readonly #unsent: Unsent[] = [];

  constructor(client: KafkaClient, { format, ready }: OutboxOptions) {
    this.#client = client;
    this.#encoder = openEncoder(format);
    this.#producer = this.#open(ready);
    // Whoever never says anything need not know that it would not have worked.
    this.#producer.catch(() => {});
  }

  /** What is not acknowledged yet, in the order of the calls. */
  get unsent(): readonly Unsent[] {
    return this.#unsent;
  }

  /**
   * Writes something that counts as unsent until it is acknowledged.
   *
   * @param write Does the writing; what it sends before it first waits keeps the order of calls.
   */
  async post(
    unsent: Unsent,
    write: (writing: MessageWriter) => Promise<Delivery>,
  ): Promise<Position | null> {
    this.#unsent.push(unsent);
    try {
      // Both are awaited in the order of the calls, and so is the producer's own queue.
      const encode = await this.#encoder;
      const producer = await this.#producer;
      const { partition, offset } = await write({
        encode,
        send: (record) => producer.send(record),
      });
      return offset === null ? null : { partition, offset };
    } finally {
      this.#unsent.splice(this.#unsent.indexOf(unsent), 1);
    }
  }

  /** Writes something that nobody waits for, and that does not count as unsent. */
  async sendUntracked(record: ProducerRecord): Promise<Delivery> {
    const producer = await this.#producer;
    return await producer.send(record);
  }

  /** Ends at once; what is unsent stays so. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    const [producer] = await Promise.allSettled([this.#producer]);
    if (producer.status === "fulfilled") await producer.value[Symbol.asyncDispose]();
  }

  /** Whatever is typed waits for as long as it takes; so does the producer id that it needs. */
  async #open(ready: Promise<unknown>): Promise<Producer> {
    const { signal } = this.#over;
    await ready;
    const { Producer } = await (import("../../kafka/producer/producer.ts" as string) as Promise<
      typeof import("../../kafka/producer/producer.ts")
    >);
    return await retryConnection(
      () => Producer.open(this.#client, { signal, deliveryTimeoutMs: Infinity }),
      signal,
    );
  }
}
