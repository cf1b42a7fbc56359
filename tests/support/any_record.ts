import fc from "fast-check";

const bytes = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.uint8Array()).map((value) =>
  typeof value === "string" ? value : { base64: value.toBase64() }
);

const nullableBytes = fc.option(bytes);

/** A JSON record for a topic with two partitions, as `wah produce -f jsonl` reads it. */
export interface AnyRecord {
  readonly key: string | { readonly base64: string } | null;
  readonly value: AnyRecord["key"];
  readonly headers: readonly { readonly key: string; readonly value: AnyRecord["key"] }[];
  readonly timestamp: number;
  readonly partition: number;
}

/** Options of {@link anyRecord}. */
export interface AnyRecordOptions {
  readonly headerKey: fc.Arbitrary<string>;
  readonly maxHeaders: number;
}

/** Returns any record. */
export function anyRecord({ headerKey, maxHeaders }: AnyRecordOptions): fc.Arbitrary<AnyRecord> {
  return fc.record({
    key: nullableBytes,
    value: nullableBytes,
    headers: fc.array(fc.record({ key: headerKey, value: nullableBytes }), {
      maxLength: maxHeaders,
    }),
    timestamp: fc.integer({ min: 0, max: 1_700_000_000_000 }),
    partition: fc.integer({ min: 0, max: 1 }),
  });
}
