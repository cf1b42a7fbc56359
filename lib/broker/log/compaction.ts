import { CorruptBatchError } from "../../wire/batches/corrupt_batch_error.ts";
import { RecordBatch } from "../../wire/batches/record_batch.ts";
import type { CleanupRules } from "../configs/topic_configs.ts";
import type { PartitionLog } from "./partition_log.ts";

/** Keys of one partition that fit into memory while it is compacted; with more it is left alone. */
export const maxCompactionKeys = 1_000_000;

/** How many batches are looked at with one query, and between two breaths. */
const batchesPerBreath = 50;

const latin1 = new TextDecoder("latin1");

/** As long as a SHA-256 digest: longer keys are known by theirs, so that all take little memory. */
const digestBytes = 32;

/** What compaction found in a partition. */
export interface CompactionPlan {
  /** Base offsets of the batches that may go, in order; they have to go in this order. */
  readonly droppable: readonly bigint[];
  /** Whether batches are too young to go, for which no new record is needed. */
  readonly keepsYoung: boolean;
  /** Whether batches stay for tombstones that have not been kept long enough. */
  readonly keepsTombstones: boolean;
}

/** When compaction looks, and what it may drop by then. */
export interface CompactionTime {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Tombstones below this offset have been kept long enough. */
  readonly tombstonesBelow: bigint;
}

/** What is known of a partition's keys while its batches are looked at in order. */
interface KeyState {
  /** The last offset of each key. */
  readonly newest: ReadonlyMap<string, bigint>;
  /** Keys with an older record in a batch that stays: their tombstone has to stay too. */
  readonly outlived: Set<string>;
  /** Tombstones below this offset may go. */
  readonly tombstonesBelow: bigint;
}

/**
 * Finds the batches that compaction may drop: those in which every record has a newer one of its
 * key, or is a tombstone that has been kept long enough and has nothing left to cover.
 *
 * Batches are dropped whole or not at all, which compaction may do: the newest record of a key is
 * always kept and offsets never change. The last batch stays, as does what is younger than
 * `min.compaction.lag.ms`, and all of a partition with more than {@link maxCompactionKeys} keys.
 *
 * How long a tombstone has been kept is not told by its timestamp, which may be of any time: those
 * who read the log before have to meet it however old it is.
 *
 * @param breathe Awaited now and then, so that requests get their turn.
 */
export async function planCompaction(
  log: PartitionLog,
  rules: CleanupRules,
  { now, tombstonesBelow }: CompactionTime,
  breathe: () => Promise<void>,
): Promise<CompactionPlan> {
  const newest = await newestOffsets(log, breathe);
  if (newest === null) return { droppable: [], keepsYoung: false, keepsTombstones: false };
  const youngest = BigInt(now) - rules.minCompactionLagMs;
  const state: KeyState = { newest, outlived: new Set(), tombstonesBelow };
  const droppable: bigint[] = [];
  let [keepsYoung, keepsTombstones] = [false, false];
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
    keepsYoung ||= isYoung;
    keepsTombstones ||= found.use === "young tombstones";
    for (const key of found.superseded) state.outlived.add(key);
  }
  return { droppable, keepsYoung, keepsTombstones };
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

/** Visits a batch's records; false when it has gone or cannot be read to its end. */
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

/** A short key itself, else its digest, which no short key can be. */
function keyName(key: Uint8Array): string {
  const isShort = key.byteLength < digestBytes;
  return latin1.decode(isShort ? key : sha256(key));
}

/** The built-in module takes long to load, and most logs have no long keys. */
function sha256(bytes: Uint8Array): Uint8Array {
  const { createHash } = globalThis.process.getBuiltinModule("node:crypto");
  return createHash("sha256").update(bytes).digest();
}
