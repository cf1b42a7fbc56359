/** A position in a log, as the user gave it; its offset is looked up for each partition. */
export type RangePoint =
  | { readonly kind: "start" }
  | { readonly kind: "end" }
  | { readonly kind: "offset"; readonly offset: bigint }
  | { readonly kind: "after-start"; readonly count: bigint }
  | { readonly kind: "before-end"; readonly count: bigint }
  /** The first record at or after this time, in milliseconds since the Unix epoch. */
  | { readonly kind: "time"; readonly timestamp: bigint };

/** The range of records to read from each partition. */
export interface OffsetRange {
  /** The first record to read. */
  readonly start: RangePoint;
  /** The first record after the range; `null` follows the log. */
  readonly stop: Exclude<RangePoint, { kind: "start" | "after-start" | "before-end" }> | null;
}
