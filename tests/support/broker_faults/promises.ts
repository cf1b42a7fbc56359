import assert from "node:assert/strict";
import { decodeResponseFrame } from "../../../lib/wire/frame.ts";
import { FrameReader } from "../peers/frame_reader.ts";
import { produce } from "../../../lib/wire/messages/00_produce.ts";
import { offsetCommit } from "../../../lib/wire/messages/08_offset_commit.ts";
import { decodeResponse } from "../../../lib/wire/schema/schema.ts";
import type { RawConnection } from "../brokers/raw_connection.ts";
import { type PartitionName, versions } from "./requests.ts";
import type { StoredContent } from "./stored_content.ts";

const maxFrameBytes = 1024 * 1024;

/** What a request asks a broker to store. */
export type Asked =
  | { readonly kind: "records"; readonly name: PartitionName; readonly values: readonly string[] }
  | { readonly kind: "offset"; readonly group: string; readonly offset: bigint };

/** What a broker has promised to store. */
interface Promised {
  readonly asked: Asked;
  /** The offset of the first record. */
  readonly baseOffset: bigint;
}

/**
 * The promises of a broker, found in the bytes that it sent: each successful response to a request
 * that the client recorded.
 */
export class Promises {
  readonly #asked = new Map<string, Asked>();
  readonly #frames = new Map<number, FrameReader>();
  readonly #promised: Promised[] = [];

  /** Records the latest request of a connection. */
  note(connection: RawConnection, asked: Asked): void {
    this.#asked.set(`${connection.localPort}/${connection.lastId}`, asked);
  }

  get count(): number {
    return this.#promised.length;
  }

  /** Reads bytes that the broker sent to one client's port. */
  hear(peerPort: number, bytes: Uint8Array): void {
    const frames = this.#frames.get(peerPort) ?? new FrameReader({ maxFrameBytes });
    this.#frames.set(peerPort, frames);
    for (const frame of frames.push(bytes)) {
      const id = new DataView(frame.buffer, frame.byteOffset).getInt32(0);
      const asked = this.#asked.get(`${peerPort}/${id}`);
      if (asked !== undefined) this.#promised.push({ asked, baseOffset: answered(asked, frame) });
    }
  }

  /** A description of the first promise that does not hold in `content`; null if all hold. */
  broken(content: StoredContent): string | null {
    const committed = new Map<string, bigint>();
    for (const { asked, baseOffset } of this.#promised) {
      if (asked.kind === "offset") {
        committed.set(asked.group, asked.offset);
        continue;
      }
      for (const [index, value] of asked.values.entries()) {
        const offset = baseOffset + BigInt(index);
        if (content.value(asked.name, offset) === value) continue;
        return `${asked.name.topic}/${asked.name.partition} lacks offset ${offset}`;
      }
    }
    for (const [group, offset] of committed) {
      const found = content.committed(group) ?? -1n;
      if (found < offset) return `group ${group} fell back from ${offset} to ${found}`;
    }
    return null;
  }
}

/** The base offset in a response, -1 if it has none; the response has no error. */
function answered(asked: Asked, frame: Uint8Array): bigint {
  if (asked.kind === "records") {
    const { body } = decodeResponseFrame(produce, versions.produce, frame);
    const [topic] = decodeResponse(produce, versions.produce, body).responses;
    const [partition] = topic!.partitionResponses;
    assert.equal(partition!.errorCode, 0);
    return partition!.baseOffset;
  }
  const { body } = decodeResponseFrame(offsetCommit, versions.offsetCommit, frame);
  const [topic] = decodeResponse(offsetCommit, versions.offsetCommit, body).topics;
  assert.equal(topic!.partitions[0]!.errorCode, 0);
  return -1n;
}
