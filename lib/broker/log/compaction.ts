import { CorruptBatchError } from "../../wire/batches/corrupt_batch_error.ts";
import { RecordBatch } from "../../wire/batches/record_batch.ts";
import type { CleanupRules } from "../configs/topic_configs.ts";
import type { PartitionLog } from "./partition_log.ts";

/** Most keys of a partition that compaction holds in memory; it skips a partition with more. */
const maxCompactionKeys = 1_000_000;

/** How many batches one query reads, and how many are read before yielding to requests. */
const batchesPerYield = 50;

const latin1 = new TextDecoder("latin1");

/** The length of a SHA-256 digest, which replaces longer keys in memory. */
const digestBytes = 32;

/** The batches of a partition that compaction drops, and why it keeps others. */
export interface CompactionPlan {
  /** Base offsets of the batches to drop; they must be dropped in this order. */
  readonly droppable: readonly bigint[];
  /** Whether some batches are too young; they can be dropped later without new records. */
  readonly keepsYoung: boolean;
  /** Whether some batches are kept for tombstones whose retention time is not over. */
  readonly keepsTombstones: boolean;
}

/** The time of a compaction, and the tombstones that it may drop. */
export interface CompactionTime {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** The retention time of tombstones below this offset is over. */
  readonly tombstonesBelow: bigint;
}

/** The state of the keys while the batches are read in order. */
interface KeyState {
  /** The last offset of each key. */
  readonly newest: ReadonlyMap<string, bigint>;
  /** Keys with an older record in a batch that is kept: their tombstone must be kept too. */
  readonly outlived: Set<string>;
  /** Tombstones below this offset may be dropped. */
  readonly tombstonesBelow: bigint;
}

/**
 * Finds the batches that compaction can drop: those in which every record has a newer one of its
 * key, or is a tombstone whose retention time is over and whose older records are all dropped.
 *
 * Batches are dropped whole or not at all: the newest record of a key is always kept, and offsets
 * never change. The last batch is kept, and so are batches younger than `min.compaction.lag.ms`,
 * and all batches of a partition with more than {@link maxCompactionKeys} keys.
 *
 * The retention time of a tombstone does not start at its timestamp, which can be any time, but
 * when compaction sees it: a consumer that has read the older records must have time to read it.
 *
 * @param yieldToRequests Awaited periodically, so that requests are served.
 */
export async function planCompaction(
  log: PartitionLog,
  rules: CleanupRules,
  { now, tombstonesBelow }: CompactionTime,
  yieldToRequests: () => Promise<void>,
): Promise<CompactionPlan> {
  const newest = await newestOffsets(log, yieldToRequests);
  if (newest === null) return { droppable: [], keepsYoung: false, keepsTombstones: false };
  const youngest = BigInt(now) - rules.minCompactionLagMs;
  const state: KeyState = { newest, outlived: new Set(), tombstonesBelow };
  const droppable: bigint[] = [];
  let [keepsYoung, keepsTombstones] = [false, false];
  let seen = 0;
  for (const entry of log.entries(log.logStartOffset, batchesPerYield)) {
    if (++seen % batchesPerYield === 0) await yieldToRequests();
    const found = examine(log, entry.baseOffset, state);
    const isLast = entry.lastOffset + 1n >= log.highWatermark;
    const isYoung = entry.maxTimestamp > youngest;
    if (found.use === "none" && !isLast && !isYoung) {
      droppable.push(entry.baseOffset);
      continue;
    }
    keepsYoung ||= isYoung;
    keepsTombstones ||= found.use === "young tombstones";
    for (const key of found.superseded) state.outlived.add(key);
  }
  return { droppable, keepsYoung, keepsTombstones };
}

/** Returns the last offset of each key; null if there are too many keys. */
async function newestOffsets(
  log: PartitionLog,
  yieldToRequests: () => Promise<void>,
): Promise<Map<string, bigint> | null> {
  const newest = new Map<string, bigint>();
  let seen = 0;
  for (const entry of log.entries(log.logStartOffset, batchesPerYield)) {
    if (++seen % batchesPerYield === 0) await yieldToRequests();
    visit(log, entry.baseOffset, ({ key, offset }) => {
      if (key !== null) newest.set(key, offset);
    });
    if (newest.size > maxCompactionKeys) return null;
  }
  return newest;
}

interface Examined {
  /** Why the batch is still needed; young tombstones are needed only for a time. */
  readonly use: "none" | "young tombstones" | "records";
  /** Keys of its records that have a newer one. */
  readonly superseded: readonly string[];
}

function examine(log: PartitionLog, baseOffset: bigint, state: KeyState): Examined {
  const superseded: string[] = [];
  let holdsRecords = false;
  let holdsTombstones = false;
  const isWhole = visit(log, baseOffset, ({ key, offset, isTombstone }) => {
    if (key === null) holdsRecords = true;
    else if ((state.newest.get(key) ?? offset) > offset) superseded.push(key);
    else if (!isTombstone || state.outlived.has(key)) holdsRecords = true;
    else if (offset >= state.tombstonesBelow) holdsTombstones = true;
  });
  if (holdsRecords || !isWhole) return { use: "records", superseded };
  return { use: holdsTombstones ? "young tombstones" : "none", superseded };
}

interface KeyedRecord {
  readonly key: string | null;
  readonly offset: bigint;
  readonly isTombstone: boolean;
}

/** Visits the records of a batch; returns false if the batch is missing or corrupt. */
function visit(
  log: PartitionLog,
  baseOffset: bigint,
  visitor: (record: KeyedRecord) => void,
): boolean {
  const bytes = log.batchBytes(baseOffset);
  if (bytes === null) return false;
  try {
    return new RecordBatch(bytes).forEach(({ key, offset, valueLength }) =>
      visitor({
        key: key === null ? null : keyName(key),
        offset,
        isTombstone: valueLength < 0,
      })
    );
  } catch (error) {
    if (!(error instanceof CorruptBatchError)) throw error;
    return false;
  }
}

/** Returns a short key itself, a longer one as its digest, which is longer than any short key. */
function keyName(key: Uint8Array): string {
  const isShort = key.byteLength < digestBytes;
  return latin1.decode(isShort ? key : sha256(key));
}

/** Loads the built-in module only if needed: it is slow, and most logs have no long keys. */
function sha256(bytes: Uint8Array): Uint8Array {
  const { createHash } = globalThis.process.getBuiltinModule("node:crypto");
  return createHash("sha256").update(bytes).digest();
}
