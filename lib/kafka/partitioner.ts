/** Multiplier and shift of MurmurHash2; the seed is Kafka's own. */
const multiplier = 0x5bd1e995;
const shift = 24;
const seed = 0x9747b28c;

/**
 * The partition that Kafka's Java client gives a record with this key, so that a key lands in the
 * same place whoever writes it.
 *
 * An empty key is a key. A change of `partitionCount` moves keys, as it does for everyone.
 *
 * @param partitionCount How many partitions the topic has, leaderless ones included; at least 1.
 */
export function partitionOfKey(key: Uint8Array, partitionCount: number): number {
  return (murmur2(key) & 0x7fffffff) % partitionCount;
}

/** MurmurHash2 as Kafka computes it, as a signed 32-bit number. */
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
  const left = length - whole;
  if (left === 3) hash ^= bytes[whole + 2]! << 16;
  if (left >= 2) hash ^= bytes[whole + 1]! << 8;
  if (left >= 1) hash = Math.imul(hash ^ bytes[whole]!, multiplier);
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return hash ^ (hash >>> 15);
}

/**
 * Where records without a key go: all to one partition until a batch of it has left, then to
 * another, so that batches stay full (KIP-480).
 */
export class StickyPartition {
  readonly #random: () => number;
  #current: number | null = null;

  /** @param random A number in [0, 1), as `Math.random` gives. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /**
   * The partition for the next record.
   *
   * @param available Partitions that have a leader; at least one.
   */
  choose(available: readonly number[]): number {
    if (this.#current === null || !available.includes(this.#current)) {
      this.#current = available[Math.floor(this.#random() * available.length)]!;
    }
    return this.#current;
  }

  /** Notes that a batch for `partition` was closed; the next record may go elsewhere. */
  batchClosed(partition: number, available: readonly number[]): void {
    if (partition !== this.#current) return;
    const others = available.filter((other) => other !== partition);
    this.#current = others.length === 0
      ? partition
      : others[Math.floor(this.#random() * others.length)]!;
  }
}
