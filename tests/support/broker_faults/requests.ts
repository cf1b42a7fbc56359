import assert from "node:assert/strict";
import { type BatchOptions, encodeBatch } from "../../../lib/wire/batches/batch_encoder.ts";
import { textOf, utf8 } from "../../../lib/wire/bytes.ts";
import { produce } from "../../../lib/wire/messages/00_produce.ts";
import { fetchApi } from "../../../lib/wire/messages/01_fetch.ts";
import { offsetCommit } from "../../../lib/wire/messages/08_offset_commit.ts";
import { offsetFetch } from "../../../lib/wire/messages/09_offset_fetch.ts";
import { initProducerId } from "../../../lib/wire/messages/22_init_producer_id.ts";
import { readBatches } from "../../../lib/wire/batches/read_batches.ts";
import type { ResponseOf } from "../../../lib/wire/schema/schema.ts";
import type { RawConnection } from "../brokers/raw_connection.ts";

/** One partition. */
export interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

/** A record that was read. */
export interface FoundRecord {
  readonly offset: bigint;
  readonly value: string;
}

/** The response of a broker about one batch. */
export type ProduceAnswer = ResponseOf<
  typeof produce
>["responses"][number]["partitionResponses"][number];

/** The versions in which these requests are sent, and their responses read. */
export const versions = { produce: 11, fetch: 12, offsetCommit: 9, offsetFetch: 9 } as const;

const acksAll = -1;
const fetchBytes = 16 * 1024 * 1024;

/** Returns the bytes of a batch with one record per value. */
export function batchOf(values: readonly string[], options: BatchOptions = {}): Uint8Array {
  const timestamp = BigInt(Date.now());
  return encodeBatch(
    values.map((value) => ({ key: null, value: utf8(value), timestamp })),
    options,
  );
}

/** Returns the values of the records of one partition, with their offsets. */
export function recordsIn(bytes: Uint8Array): FoundRecord[] {
  const found: FoundRecord[] = [];
  for (const batch of readBatches(bytes)) {
    batch.forEach((record) => {
      found.push({ offset: record.offset, value: textOf(record.value!) });
    });
  }
  return found;
}

/** Appends one batch, with `acks=all`. */
export async function appendTo(
  connection: RawConnection,
  { topic, partition }: PartitionName,
  records: Uint8Array,
): Promise<ProduceAnswer> {
  const answer = await connection.ask(produce, versions.produce, {
    transactionalId: null,
    acks: acksAll,
    timeoutMs: 30_000,
    topicData: [{ name: topic, partitionData: [{ index: partition, records }] }],
  });
  return answer.responses[0]!.partitionResponses[0]!;
}

/** Returns the records that one Fetch without waiting gets of a partition, from `offset` on. */
export async function fetchFrom(
  connection: RawConnection,
  { topic, partition }: PartitionName,
  offset: bigint,
  maxBytes = fetchBytes,
): Promise<{ records: Uint8Array; highWatermark: bigint }> {
  const answer = await connection.ask(fetchApi, versions.fetch, {
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes,
    isolationLevel: 0,
    topics: [{
      topic,
      partitions: [{ partition, fetchOffset: offset, partitionMaxBytes: maxBytes }],
    }],
    forgottenTopicsData: [],
  });
  const found = answer.responses[0]!.partitions[0]!;
  assert.equal(found.errorCode, 0, `Fetch of ${topic} from ${offset}`);
  return { records: found.records ?? new Uint8Array(0), highWatermark: found.highWatermark };
}

/** Returns every record of a partition from `offset` to its high watermark. */
export async function readAll(
  connection: RawConnection,
  name: PartitionName,
  offset = 0n,
): Promise<FoundRecord[]> {
  const found: FoundRecord[] = [];
  for (let next = offset;;) {
    const { records, highWatermark } = await fetchFrom(connection, name, next);
    for (const record of recordsIn(records)) {
      if (record.offset >= next) found.push(record);
    }
    next = (found.at(-1)?.offset ?? offset - 1n) + 1n;
    if (next >= highWatermark) return found;
  }
}

/** Commits one offset for several partitions of a topic, without being a member of the group. */
export async function commitOffset(
  connection: RawConnection,
  at: { readonly group: string; readonly topic: string; readonly partitions: readonly number[] },
  committedOffset: bigint,
): Promise<number> {
  const answer = await connection.ask(offsetCommit, versions.offsetCommit, {
    groupId: at.group,
    memberId: "",
    topics: [{
      name: at.topic,
      partitions: at.partitions.map((partitionIndex) => ({
        partitionIndex,
        committedOffset,
        committedMetadata: "",
      })),
    }],
  });
  return Math.max(...answer.topics[0]!.partitions.map(({ errorCode }) => errorCode));
}

/** Returns the committed offset of a group for each of several partitions, -1 for none. */
export async function committedOffsets(
  connection: RawConnection,
  at: { readonly group: string; readonly topic: string; readonly partitions: readonly number[] },
): Promise<bigint[]> {
  const answer = await connection.ask(offsetFetch, versions.offsetFetch, {
    groups: [{
      groupId: at.group,
      memberId: null,
      topics: [{ name: at.topic, partitionIndexes: at.partitions }],
    }],
    requireStable: false,
  });
  const [group] = answer.groups;
  assert.equal(group!.errorCode, 0);
  return group!.topics[0]!.partitions.map(({ committedOffset }) => committedOffset);
}

/** Requests an id for an idempotent producer. */
export async function newProducerId(connection: RawConnection): Promise<bigint> {
  const answer = await connection.ask(initProducerId, 4, {
    transactionalId: null,
    transactionTimeoutMs: 60_000,
  });
  assert.equal(answer.errorCode, 0);
  return answer.producerId;
}
