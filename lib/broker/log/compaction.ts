import { CorruptBatchError } from "../../wire/corrupt_batch_error.ts";
import { RecordBatch } from "../../wire/record_batch.ts";
import type { CleanupRules } from "../configs/topic_configs.ts";
import type { PartitionLog } from "./partition_log.ts";

/** Keys of one partition that fit into memory while it is compacted; with more it is left alone. */
export const maxCompactionKeys = 1_000_000;

/** How many batches are looked at with one query, and between two breaths. */
const batchesPerBreath = 50;

const latin1 = new TextDecoder("latin1");

/** What compaction found in a partition. */
export interface CompactionPlan {
  /** Base offsets of the batches that may go, in order; they have to go in this order. */
  readonly droppable: readonly bigint[];
  /** Whether more may go with time alone, without a new record. */
  readonly waits: boolean;
}

/** What is known of a partition's keys while its batches are looked at in order. */
interface KeyState {
  /** The last offset of each key. */
  readonly newest: ReadonlyMap<string, bigint>;
  /** Keys with an older record in a batch that stays: their tombstone has to stay too. */
  readonly outlived: Set<string>;
  /** Milliseconds since the Unix epoch; older tombstones may go. */
  readonly tombstonesBefore: bigint;
}

/**
 * Finds the batches that compaction may drop: those in which every record has a newer one of its
 * key, or is a tombstone that has been kept long enough and has nothing left to cover.
 *
 * Batches are dropped whole or not at all, which compaction may do: the newest record of a key is
 * always kept and offsets never change. The last batch stays, as does what is younger than
 * `min.compaction.lag.ms`, and all of a partition with more than {@link maxCompactionKeys} keys.
 *
 * @param now Milliseconds since the Unix epoch.
 * @param breathe Awaited now and then, so that requests get their turn.
 */
export async function planCompaction(
  log: PartitionLog,
  rules: CleanupRules,
  now: number,
  breathe: () => Promise<void>,
): Promise<CompactionPlan> {
  const newest = await newestOffsets(log, breathe);
  if (newest === null) return { droppable: [], waits: false };
  const youngest = BigInt(now) - rules.minCompactionLagMs;
  const tombstonesBefore = BigInt(now) - rules.deleteRetentionMs;
  const state: KeyState = { newest, outlived: new Set(), tombstonesBefore };
  const droppable: bigint[] = [];
  let waits = false;
  let seen = 0;
  for (const place of log.places(log.logStartOffset, batchesPerBreath)) {
    if (++seen % batchesPerBreath === 0) await breathe();
    const found = examine(log, place.baseOffset, state);
    const isLast = place.lastOffset + 1n >= log.highWatermark;
    const isYoung = place.maxTimestamp > youngest;
    if (found.use === "none" && !isLast && !isYoung) {
      droppable.push(place.baseOffset);
      continue;
    }
    if (isYoung || found.use === "young tombstones") waits = true;
    for (const key of found.superseded) state.outlived.add(key);
  }
  return { droppable, waits };
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
    visit(log, place.baseOffset, ({ key, offset }) => {
      if (key !== null) newest.set(key, offset);
    });
    if (newest.size > maxCompactionKeys) return null;
  }
  return newest;
}

interface Examined {
  /** What the batch is still needed for; young tombstones are needed for a time only. */
  readonly use: "none" | "young tombstones" | "records";
  /** Keys of its records that have a newer one. */
  readonly superseded: readonly string[];
}

function examine(log: PartitionLog, baseOffset: bigint, state: KeyState): Examined {
  const superseded: string[] = [];
  let holdsRecords = false;
  let holdsTombstones = false;
  const isWhole = visit(log, baseOffset, ({ key, offset, isTombstone, timestamp }) => {
    if (key === null) holdsRecords = true;
    else if ((state.newest.get(key) ?? offset) > offset) superseded.push(key);
    else if (!isTombstone || state.outlived.has(key)) holdsRecords = true;
    else if (timestamp >= state.tombstonesBefore) holdsTombstones = true;
  });
  if (holdsRecords || !isWhole) return { use: "records", superseded };
  return { use: holdsTombstones ? "young tombstones" : "none", superseded };
}

interface KeyedRecord {
  readonly key: string | null;
  readonly offset: bigint;
  readonly isTombstone: boolean;
  readonly timestamp: bigint;
}

/** Visits a batch's records; false when it has gone or cannot be read to its end. */
function visit(
  log: PartitionLog,
  baseOffset: bigint,
  visitor: (record: KeyedRecord) => void,
): boolean {
  const bytes = log.batchBytes(baseOffset);
  if (bytes === null) return false;
  try {
    return new RecordBatch(bytes).forEach(({ key, offset, valueLength, timestamp }) =>
      visitor({
        key: key === null ? null : latin1.decode(key),
        offset,
        isTombstone: valueLength < 0,
        timestamp,
      })
    );
  } catch (error) {
    if (!(error instanceof CorruptBatchError)) throw error;
    return false;
  }
}
