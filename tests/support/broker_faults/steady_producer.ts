import assert from "node:assert/strict";
import { HungUpError, type RawConnection } from "../brokers/raw_connection.ts";
import { appendTo, batchOf, type PartitionName, readAll } from "./requests.ts";

/**
 * The number of batches that brokers remember of a producer, and that clients have in flight at
 * most.
 */
const maxInFlight = 5;
const maxRecordsPerBatch = 12;
const maxValueLength = 3000;

interface Batch {
  readonly firstRecord: number;
  readonly recordCount: number;
  readonly bytes: Uint8Array;
}

/**
 * An idempotent producer, alone on its partition, that outlives its broker: it resends batches that
 * were not acknowledged, byte for byte.
 *
 * Record n must have offset n, so that a lost, duplicate or misplaced record is detected.
 */
export class SteadyProducer {
  readonly #name: PartitionName;
  readonly #producerId: bigint;
  #unacknowledged: Batch[] = [];
  #made = 0;
  #acknowledged = 0;
  #verified = 0;

  constructor(name: PartitionName, producerId: bigint) {
    this.#name = name;
    this.#producerId = producerId;
  }

  /** Records that the broker has acknowledged. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Writes until the broker has exited. */
  async run(connection: RawConnection): Promise<void> {
    const inFlight = this.#unacknowledged.map((batch) => this.#deliver(connection, batch));
    try {
      while (true) {
        while (inFlight.length < maxInFlight) {
          inFlight.push(this.#deliver(connection, this.#make()));
        }
        await inFlight[0];
        inFlight.shift();
      }
    } catch (error) {
      if (!(error instanceof HungUpError)) throw error;
      await Promise.allSettled(inFlight);
    }
  }

  /** Reads the new records and checks that none is missing or duplicated. */
  async verify(connection: RawConnection): Promise<void> {
    const found = await readAll(connection, this.#name, BigInt(this.#verified));
    for (const [index, { offset, value }] of found.entries()) {
      const wanted = this.#verified + index;
      assert.equal(offset, BigInt(wanted));
      assert.equal(value.trimEnd(), this.#textOf(wanted));
    }
    this.#verified += found.length;
    assert.ok(
      this.#verified >= this.#acknowledged && this.#verified <= this.#made,
      `${this.#verified} records found, ${this.#acknowledged} acknowledged, ${this.#made} sent`,
    );
  }

  /** Like {@link verify}, from the first record on. */
  async verifyAll(connection: RawConnection): Promise<void> {
    this.#verified = 0;
    await this.verify(connection);
  }

  async #deliver(connection: RawConnection, batch: Batch): Promise<void> {
    const answer = await appendTo(connection, this.#name, batch.bytes);
    assert.equal(answer.errorCode, 0, answer.errorMessage ?? "");
    assert.equal(answer.baseOffset, BigInt(batch.firstRecord));
    assert.equal(this.#unacknowledged.shift(), batch);
    this.#acknowledged += batch.recordCount;
  }

  #make(): Batch {
    const recordCount = 1 + Math.floor(Math.random() * maxRecordsPerBatch);
    const values = Array.from({ length: recordCount }, (_, index) => {
      const padding = Math.floor(Math.random() ** 4 * maxValueLength);
      return this.#textOf(this.#made + index).padEnd(padding);
    });
    const bytes = batchOf(values, {
      producerId: this.#producerId,
      producerEpoch: 0,
      baseSequence: this.#made,
    });
    const batch = { firstRecord: this.#made, recordCount, bytes };
    this.#made += recordCount;
    this.#unacknowledged.push(batch);
    return batch;
  }

  #textOf(record: number): string {
    return `record ${record} of partition ${this.#name.partition}`;
  }
}
