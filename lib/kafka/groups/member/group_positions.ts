import { partitionKey, type TopicPartition } from "../../admin/per_leader.ts";
import type { ReadTarget } from "../../reader/read_target.ts";
import type { CommittedOffset } from "../committed_offsets.ts";

/** Where a member starts to read a partition that it is assigned. */
export interface StartPosition extends ReadTarget {
  /** Null if the group has none. */
  readonly committed: bigint | null;
}

/** The records that a member has got from one partition at once. */
export interface ReadSpan extends TopicPartition {
  readonly start: bigint;
  /** The offset to fetch next. */
  readonly end: bigint;
}

/** How far a member has come in one partition. */
interface Position {
  readonly target: ReadTarget;
  /** The offset to read next. */
  next: bigint;
  /** The offset that may be committed: the records before it have been delivered. */
  delivered: bigint;
  committed: bigint | null;
}

/** The positions at one time, for spans that are read from there. */
export type PositionSnapshot = ReadonlyMap<string, Position>;

/** How far a member of a group has come in each of its partitions. */
export class GroupPositions {
  readonly #deliversLate: boolean;
  readonly #positions = new Map<string, Position>();
  /** Those of partitions that were given up. */
  readonly #past = new Map<string, Position>();

  /**
   * @param deliversLate Whether records count as delivered only with {@link deliverAll}, and not
   * already when the next ones are requested.
   */
  constructor({ deliversLate = false }: { readonly deliversLate?: boolean } = {}) {
    this.#deliversLate = deliversLate;
  }

  /** The partitions of the member. */
  get partitions(): readonly TopicPartition[] {
    return [...this.#positions.values()].map(({ target: { topic, partition } }) => ({
      topic,
      partition,
    }));
  }

  has(partition: TopicPartition): boolean {
    return this.#positions.has(partitionKey(partition));
  }

  /**
   * Adds partitions. The start of one without a committed offset is to be committed, too. A
   * partition that comes back continues where the member was, unless another member has committed
   * an offset since then.
   */
  add(starts: readonly StartPosition[]): void {
    for (const { committed, ...target } of starts) {
      const key = partitionKey(target);
      const past = this.#past.get(key);
      const continues = past !== undefined && past.committed === committed &&
        past.target.topicId === target.topicId;
      const { next, delivered } = continues
        ? past
        : { next: target.start, delivered: target.start };
      this.#positions.set(key, {
        target,
        next: next > delivered ? next : delivered,
        delivered,
        committed,
      });
    }
  }

  remove(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) {
      const key = partitionKey(partition);
      const position = this.#positions.get(key);
      if (position === undefined) continue;
      this.#past.set(key, position);
      this.#positions.delete(key);
    }
  }

  /** The rest of each partition. */
  targets(): ReadTarget[] {
    return [...this.#positions.values()].map(({ target, next }) => ({ ...target, start: next }));
  }

  /** Returns the positions for {@link used} and {@link delivered}. */
  snapshot(): PositionSnapshot {
    return new Map(this.#positions);
  }

  /** Notes that all records of a span have been used. */
  used(span: ReadSpan, snapshot: PositionSnapshot): void {
    const position = this.#find(span, snapshot);
    if (position === null) return;
    position.next = span.end;
    if (!this.#deliversLate) this.#deliver(position, span.end);
  }

  /** Notes that the records of a span before `offset` have been used, and no others will be. */
  stopped(span: ReadSpan, offset: bigint, snapshot: PositionSnapshot): void {
    const position = this.#find(span, snapshot);
    if (position !== null) position.next = offset;
  }

  /** Notes that the records of a span before `offset` have been delivered. */
  delivered(span: ReadSpan, offset: bigint, snapshot: PositionSnapshot): void {
    const position = this.#find(span, snapshot);
    if (position !== null) this.#deliver(position, offset);
  }

  /** Notes that all used records have been delivered. */
  deliverAll(): void {
    for (const position of this.#positions.values()) this.#deliver(position, position.next);
  }

  /** The offsets to commit; only of `partitions` if they are given. */
  uncommitted(partitions: readonly TopicPartition[] = this.partitions): CommittedOffset[] {
    return partitions.flatMap(({ topic, partition }) => {
      const position = this.#positions.get(partitionKey({ topic, partition }));
      if (position === undefined || position.delivered === position.committed) return [];
      return { topic, partition, offset: position.delivered };
    });
  }

  /** Notes that the group has stored offsets. */
  committed(offsets: readonly CommittedOffset[]): void {
    for (const { offset, ...partition } of offsets) {
      const position = this.#positions.get(partitionKey(partition));
      if (position !== undefined) position.committed = offset;
    }
  }

  #deliver(position: Position, offset: bigint): void {
    if (offset > position.delivered) position.delivered = offset;
  }

  /**
   * The current position of a span's partition; null if the span does not continue it. The
   * partition may have been given up and assigned again while its records were used.
   */
  #find(span: ReadSpan, snapshot: PositionSnapshot): Position | null {
    const key = partitionKey(span);
    const position = this.#positions.get(key);
    if (position === undefined) return null;
    if (position === snapshot.get(key)) return position;
    return span.start <= position.next && position.next < span.end ? position : null;
  }
}
