/** Offsets of one partition from the first to the last, both included. */
export interface OffsetSpan {
  readonly first: bigint;
  readonly last: bigint;
}

/** Offsets of several partitions, which need little memory if they are consecutive. */
export class OffsetRanges {
  readonly #spans = new Map<number, { first: bigint; last: bigint }[]>();
  #count = 0;

  /** The number of ranges. */
  get count(): number {
    return this.#count;
  }

  /** Adds an offset; one that is added twice counts once. */
  add(partition: number, offset: bigint): void {
    this.addSpan(partition, { first: offset, last: offset });
  }

  /** Adds consecutive offsets. */
  addSpan(partition: number, { first, last }: OffsetSpan): void {
    const spans = this.#spans.get(partition) ?? [];
    this.#spans.set(partition, spans);
    // Offsets usually arrive in order, so the place is at the end.
    let at = spans.length;
    while (at > 0 && spans[at - 1]!.last + 1n >= first) at--;
    const merged = { first, last };
    let end = at;
    while (end < spans.length && spans[end]!.first <= last + 1n) {
      const span = spans[end++]!;
      if (span.first < merged.first) merged.first = span.first;
      if (span.last > merged.last) merged.last = span.last;
    }
    spans.splice(at, end - at, merged);
    this.#count += 1 - (end - at);
  }

  /** Removes all offsets of a partition from `first` to `last`. */
  removeSpan(partition: number, { first, last }: OffsetSpan): void {
    const spans = this.#spans.get(partition) ?? [];
    const left = spans.flatMap((span) => {
      if (span.last < first || span.first > last) return [span];
      const before = span.first < first ? [{ first: span.first, last: first - 1n }] : [];
      const after = span.last > last ? [{ first: last + 1n, last: span.last }] : [];
      return [...before, ...after];
    });
    this.#count += left.length - spans.length;
    if (left.length === 0) this.#spans.delete(partition);
    else this.#spans.set(partition, left);
  }

  /** The ranges of each partition, in order. */
  entries(): Iterable<[partition: number, spans: readonly OffsetSpan[]]> {
    return this.#spans.entries();
  }
}
