/**
 * How a partition is chosen for a record that names none: `murmur2` by the hash of the key, like
 * Kafka's Java client, and without a key one partition per batch; `random` and `round-robin` for
 * each record, whatever its key.
 */
export type Partitioner = "murmur2" | "random" | "round-robin";

/** Multiplier and shift of MurmurHash2; the seed is Kafka's own. */
const multiplier = 0x5bd1e995;
const shift = 24;
const seed = 0x9747b28c;

/**
 * Returns the partition that Kafka's Java client chooses for a record with this key, so that all
 * clients write a key to the same partition.
 *
 * An empty key counts as a key. If `partitionCount` changes, keys move to other partitions.
 *
 * @param partitionCount Number of partitions of the topic, including leaderless ones; at least 1.
 */
export function partitionOfKey(key: Uint8Array, partitionCount: number): number {
  return (murmur2(key) & 0x7fffffff) % partitionCount;
}

/** Returns the MurmurHash2 of `bytes` with Kafka's seed, as a signed 32-bit number. */
export function murmur2(bytes: Uint8Array): number {
  const length = bytes.byteLength;
  let hash = seed ^ length;
  const whole = length & ~3;
  for (let index = 0; index < whole; index += 4) {
    let block = bytes[index]! | (bytes[index + 1]! << 8) | (bytes[index + 2]! << 16) |
      (bytes[index + 3]! << 24);
    block = Math.imul(block, multiplier);
    block ^= block >>> shift;
    hash = Math.imul(hash, multiplier) ^ Math.imul(block, multiplier);
  }
  const rest = length - whole;
  if (rest === 3) hash ^= bytes[whole + 2]! << 16;
  if (rest >= 2) hash ^= bytes[whole + 1]! << 8;
  if (rest >= 1) hash = Math.imul(hash ^ bytes[whole]!, multiplier);
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return hash ^ (hash >>> 15);
}

/**
 * Chooses partitions for records without a key: the same one until a batch for it is closed, then
 * another, so that batches are full (KIP-480).
 */
export class StickyPartition {
  readonly #random: () => number;
  #current: number | null = null;

  /** @param random Returns a number in [0, 1), like `Math.random`. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /**
   * Returns the partition for the next record.
   *
   * @param available Partitions that have a leader; at least one.
   */
  choose(available: readonly number[]): number {
    if (this.#current === null || !available.includes(this.#current)) {
      this.#current = available[Math.floor(this.#random() * available.length)]!;
    }
    return this.#current;
  }

  /** Notes that a batch for `partition` was closed, so that the next record may use another one. */
  batchClosed(partition: number, available: readonly number[]): void {
    if (partition !== this.#current) return;
    const others = available.filter((other) => other !== partition);
    this.#current = others.length === 0
      ? partition
      : others[Math.floor(this.#random() * others.length)]!;
  }
}
