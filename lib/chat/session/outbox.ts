import { WahError } from "../../errors.ts";
import type { KafkaClient } from "../../kafka/client.ts";
import { retryConnection } from "../../kafka/retry_connection.ts";
import type { Delivery } from "../../kafka/producer/pending_record.ts";
import type { Producer } from "../../kafka/producer/producer.ts";
import type { ProducerRecord } from "../../kafka/producer/producer_options.ts";
import type { Channel } from "../log/channel.ts";
import { inboxTopic } from "../own_topics.ts";
import { type Encoder, openEncoder } from "../message/encode.ts";
import type { Format } from "../message/format.ts";
import type { Position } from "../message/message.ts";
import type { Unsent } from "./session.ts";
import type { MessageWriter } from "../log/write_message.ts";

/** Options of an {@link Outbox}. */
export interface OutboxOptions {
  /** The format of new messages. */
  readonly format: Format;
  /** The producer is opened once this resolves. */
  readonly ready: Promise<unknown>;
}

/**
 * Sends the records of a session: in order, exactly once, and without a time limit. Keeps track of
 * the messages that are not acknowledged yet.
 */
export class Outbox implements AsyncDisposable {
  readonly #client: KafkaClient;
  readonly #lifetime = new AbortController();
  readonly #encoder: Promise<Encoder>;
  readonly #producer: Promise<Producer>;
  readonly #unsent: Unsent[] = [];

  constructor(client: KafkaClient, { format, ready }: OutboxOptions) {
    this.#client = client;
    this.#encoder = openEncoder(format);
    this.#producer = this.#open(ready);
    this.#producer.catch((error) => {
      // A user who sends nothing need not know that it would fail; `post` throws the same error.
      if (!(error instanceof WahError) && !this.#lifetime.signal.aborted) throw error;
    });
  }

  /** The messages that are not acknowledged yet, in the order of the calls. */
  get unsent(): readonly Unsent[] {
    return this.#unsent;
  }

  /**
   * Sends a message that counts as unsent until it is acknowledged.
   *
   * @param write Sends the records. Those sent before its first `await` keep the order of calls.
   * @returns The position of the message; null if the broker already had it and did not return it.
   */
  async post(
    unsent: Unsent,
    write: (writing: MessageWriter) => Promise<Delivery>,
  ): Promise<Position | null> {
    this.#unsent.push(unsent);
    try {
      // Calls that wait for the same promise continue in order, and the producer keeps the order.
      const encode = await this.#encoder;
      const producer = await this.#writableProducer(unsent.channel);
      const { partition, offset } = await write({
        encode,
        send: (record) => producer.send(record),
      });
      return offset === null ? null : { partition, offset };
    } finally {
      this.#unsent.splice(this.#unsent.indexOf(unsent), 1);
    }
  }

  /** Sends a record that does not count as unsent. */
  async sendUntracked(record: ProducerRecord): Promise<Delivery> {
    const producer = await this.#producer;
    return await producer.send(record);
  }

  /** Closes the producer at once; unsent messages are not sent. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#lifetime.abort();
    const [producer] = await Promise.allSettled([this.#producer]);
    if (producer.status === "fulfilled") await producer.value[Symbol.asyncDispose]();
  }

  /** Returns the producer; if the broker refused it, the error names the topic of `channel`. */
  async #writableProducer(channel: Channel): Promise<Producer> {
    try {
      return await this.#producer;
    } catch (error) {
      const { explainMissingWrite } =
        await (import("../../kafka/producer/missing_write.ts" as string) as Promise<
          typeof import("../../kafka/producer/missing_write.ts")
        >);
      const topic = channel.kind === "room" ? channel.room : inboxTopic;
      const { signal } = this.#lifetime;
      throw await explainMissingWrite(this.#client, error, { topic, signal });
    }
  }

  /** Opens the producer. Retries without limit, because messages wait for the broker too. */
  async #open(ready: Promise<unknown>): Promise<Producer> {
    const { signal } = this.#lifetime;
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
