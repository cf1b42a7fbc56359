import { CorruptBatchError } from "../../wire/corrupt_batch_error.ts";
import { RecordBatch } from "../../wire/record_batch.ts";
import type { CleanupRules } from "../configs/topic_configs.ts";
import type { PartitionLog } from "./partition_log.ts";

/** Keys of one partition that fit into memory while it is compacted; with more it is left alone. */
export const maxCompactionKeys = 1_000_000;

/** How many batches are looked at with one query, and between two breaths. */
const batchesPerBreath = 50;

const latin1 = new TextDecoder("latin1");

/**
 * The base offsets of the batches that compaction may drop: those in which every record has a
 * newer one of its key, or is a tombstone that has been kept long enough.
 *
 * Batches are dropped whole or not at all, which compaction may do: the newest record of a key is
 * always kept and offsets never change. The last batch stays, as does what is younger than
 * `min.compaction.lag.ms`, and all of a partition with more than {@link maxCompactionKeys} keys.
 *
 * @param now Milliseconds since the Unix epoch.
 * @param breathe Awaited now and then, so that requests get their turn.
 */
export async function droppableBatches(
  log: PartitionLog,
  rules: CleanupRules,
  now: number,
  breathe: () => Promise<void>,
): Promise<bigint[]> {
  const newest = await newestOffsets(log, breathe);
  if (newest === null) return [];
  const youngest = BigInt(now) - rules.minCompactionLagMs;
  const tombstonesBefore = BigInt(now) - rules.deleteRetentionMs;
  const droppable: bigint[] = [];
  let seen = 0;
  for (const place of log.places(log.logStartOffset, batchesPerBreath)) {
    if (++seen % batchesPerBreath === 0) await breathe();
    const isLast = place.lastOffset + 1n >= log.highWatermark;
    if (isLast || place.maxTimestamp > youngest) continue;
    const stays = holdsNewest(log, place.baseOffset, { newest, tombstonesBefore });
    if (!stays) droppable.push(place.baseOffset);
  }
  return droppable;
}

/** The last offset of each key; null when there are too many keys. */
async function newestOffsets(
  log: PartitionLog,
  breathe: () => Promise<void>,
): Promise<Map<string, bigint> | null> {
  const newest = new Map<string, bigint>();
  let seen = 0;
  for (const place of log.places(log.logStartOffset, batchesPerBreath)) {
    if (++seen % batchesPerBreath === 0) await breathe();
    visit(log, place.baseOffset, (key, offset) => {
      newest.set(key, offset);
      return true;
    });
    if (newest.size > maxCompactionKeys) return null;
  }
  return newest;
}

function holdsNewest(
  log: PartitionLog,
  baseOffset: bigint,
  state: { readonly newest: ReadonlyMap<string, bigint>; readonly tombstonesBefore: bigint },
): boolean {
  return !visit(log, baseOffset, (key, offset, isTombstone, timestamp) => {
    const superseded = (state.newest.get(key) ?? offset) > offset;
    return superseded || (isTombstone && timestamp < state.tombstonesBefore);
  });
}

/** Visits a batch's records until `visitor` says false; a batch that cannot be read counts so. */
function visit(
  log: PartitionLog,
  baseOffset: bigint,
  visitor: (key: string, offset: bigint, isTombstone: boolean, timestamp: bigint) => boolean,
): boolean {
  const bytes = log.batchBytes(baseOffset);
  if (bytes === null) return false;
  try {
    return new RecordBatch(bytes).forEach((record) =>
      record.key !== null &&
      visitor(latin1.decode(record.key), record.offset, record.valueLength < 0, record.timestamp)
    );
  } catch (error) {
    if (!(error instanceof CorruptBatchError)) throw error;
    return false;
  }
}
