import assert from "node:assert/strict";
import { HungUpError, type RawConnection } from "../brokers/raw_connection.ts";
import { appendTo, batchOf, type PartitionName, readAll } from "./requests.ts";

/**
 * A producer without idempotence that never retries. An acknowledged record must be stored once, at
 * the offset in the response; other records may be stored.
 */
export class PlainProducer {
  readonly #name: PartitionName;
  readonly #places = new Map<bigint, string>();
  #made = 0;

  constructor(name: PartitionName) {
    this.#name = name;
  }

  /** Records that the broker has acknowledged. */
  get acknowledged(): number {
    return this.#places.size;
  }

  /** Writes records one at a time until the broker has exited. */
  async run(connection: RawConnection): Promise<void> {
    try {
      while (true) {
        const value = `record ${this.#made++}`;
        const answer = await appendTo(connection, this.#name, batchOf([value]));
        assert.equal(answer.errorCode, 0, answer.errorMessage ?? "");
        assert.ok(!this.#places.has(answer.baseOffset), `offset ${answer.baseOffset} given twice`);
        this.#places.set(answer.baseOffset, value);
      }
    } catch (error) {
      if (!(error instanceof HungUpError)) throw error;
    }
  }

  async verify(connection: RawConnection): Promise<void> {
    const found = await readAll(connection, this.#name);
    for (const [index, { offset }] of found.entries()) assert.equal(offset, BigInt(index));
    assert.equal(new Set(found.map(({ value }) => value)).size, found.length);
    for (const [offset, value] of this.#places) {
      assert.equal(found[Number(offset)]?.value, value, `offset ${offset}`);
    }
  }
}
