import assert from "node:assert/strict";
import { errorCodes } from "../../../lib/wire/errors.ts";
import { joinGroup } from "../../../lib/wire/messages/11_join_group.ts";
import { syncGroup } from "../../../lib/wire/messages/14_sync_group.ts";
import { HungUpError, type RawConnection } from "../brokers/raw_connection.ts";

const protocol = { name: "range", metadata: new Uint8Array(0) };

/** The only member of a group, which rejoins repeatedly; no generation may occur twice. */
export class RejoiningMember {
  readonly #groupId: string;
  #generation = 0;

  constructor(groupId: string) {
    this.#groupId = groupId;
  }

  /** Its latest generation. */
  get generation(): number {
    return this.#generation;
  }

  /** Joins and syncs until the broker has exited. */
  async run(connection: RawConnection): Promise<void> {
    try {
      for (let memberId = "";;) memberId = await this.#join(connection, memberId);
    } catch (error) {
      if (!(error instanceof HungUpError)) throw error;
    }
  }

  async #join(connection: RawConnection, memberId: string): Promise<string> {
    const joined = await connection.ask(joinGroup, 7, {
      groupId: this.#groupId,
      sessionTimeoutMs: 30_000,
      rebalanceTimeoutMs: 30_000,
      memberId,
      groupInstanceId: null,
      protocolType: "consumer",
      protocols: [protocol],
    });
    if (joined.errorCode === errorCodes.MEMBER_ID_REQUIRED) return joined.memberId;
    assert.equal(joined.errorCode, 0);
    const { generationId } = joined;
    assert.ok(generationId > this.#generation, `${generationId} after ${this.#generation}`);
    this.#generation = generationId;
    const synced = await connection.ask(syncGroup, 5, {
      groupId: this.#groupId,
      generationId,
      memberId,
      groupInstanceId: null,
      protocolType: "consumer",
      protocolName: protocol.name,
      assignments: [{ memberId, assignment: new Uint8Array(0) }],
    });
    assert.equal(synced.errorCode, 0);
    return memberId;
  }
}
