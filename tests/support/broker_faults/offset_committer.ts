import assert from "node:assert/strict";
import { HungUpError, type RawConnection } from "../brokers/raw_connection.ts";
import { commitOffset, committedOffsets } from "./requests.ts";

/** Commits increasing offsets for several partitions at once; they must never decrease. */
export class OffsetCommitter {
  readonly #at: { readonly group: string; readonly topic: string; readonly partitions: number[] };
  #acknowledged = 0n;
  #sent = 0n;

  constructor(
    at: { readonly group: string; readonly topic: string; readonly partitions: number[] },
  ) {
    this.#at = at;
  }

  /** How many commits the broker has acknowledged. */
  get acknowledged(): number {
    return Number(this.#acknowledged);
  }

  /** Commits until the broker has exited. */
  async run(connection: RawConnection): Promise<void> {
    try {
      while (true) {
        this.#sent += 1n;
        assert.equal(await commitOffset(connection, this.#at, this.#sent), 0);
        this.#acknowledged = this.#sent;
      }
    } catch (error) {
      if (!(error instanceof HungUpError)) throw error;
    }
  }

  /** One request is one commit: all its partitions have the same offset. */
  async verify(connection: RawConnection): Promise<void> {
    const [found, ...others] = await committedOffsets(connection, this.#at);
    if (this.#sent === 0n) return;
    assert.deepEqual(others, others.map(() => found));
    const known = found! < 0n ? 0n : found!;
    assert.ok(
      known >= this.#acknowledged && known <= this.#sent,
      `offset ${known} is committed, ${this.#acknowledged} was acknowledged, ${this.#sent} sent`,
    );
  }
}
