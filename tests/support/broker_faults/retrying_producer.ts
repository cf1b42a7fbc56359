import type { RawConnection } from "../brokers/raw_connection.ts";
import {
  appendTo,
  batchOf,
  newProducerId,
  type PartitionName,
  type ProduceAnswer,
} from "./requests.ts";

/** An idempotent producer that sends records one at a time, and retries a record that failed. */
export class RetryingProducer {
  readonly #connection: RawConnection;
  readonly #name: PartitionName;
  readonly #producerId: bigint;
  /** The acknowledged records, in order. */
  readonly written: string[] = [];

  private constructor(connection: RawConnection, name: PartitionName, producerId: bigint) {
    this.#connection = connection;
    this.#name = name;
    this.#producerId = producerId;
  }

  static async open(connection: RawConnection, name: PartitionName): Promise<RetryingProducer> {
    return new RetryingProducer(connection, name, await newProducerId(connection));
  }

  /** Sends the next record. */
  async send(): Promise<ProduceAnswer> {
    const record = `record ${this.written.length}`;
    const batch = batchOf([record], {
      producerId: this.#producerId,
      producerEpoch: 0,
      baseSequence: this.written.length,
    });
    const answer = await appendTo(this.#connection, this.#name, batch);
    if (answer.errorCode === 0) this.written.push(record);
    return answer;
  }

  /** Sends until a response is as wanted, at most `most` times; returns that response. */
  async sendUntil(
    wanted: (answer: ProduceAnswer) => boolean,
    most: number,
  ): Promise<ProduceAnswer> {
    for (let sent = 0; sent < most; sent++) {
      const answer = await this.send();
      if (wanted(answer)) return answer;
    }
    throw new Error(`No answer was as wanted in ${most}`);
  }
}
