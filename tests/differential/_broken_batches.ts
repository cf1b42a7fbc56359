import { encodeBatch } from "../../lib/wire/batches/batch_encoder.ts";
import { batchAttribute, batchField } from "../../lib/wire/batches/batch_fields.ts";
import { altered, batchOf, damaged, joined, someTime } from "./_batches.ts";

/** Bytes that are not a valid batch, and how the responses of the brokers differ, if they do. */
export type BrokenBatch = readonly [
  what: string,
  records: Uint8Array,
  known?: { readonly difference: string; readonly reason: string },
];

const good = batchOf(["a", "b", "c"]);

/** A common reason: no client writes such a batch, and readers could not decode it. */
function stricter(difference: string): { difference: string; reason: string } {
  return { difference, reason: "no client sends it, and refusing it plainly harms none" };
}

const taken = "errorCode is 0 NONE in Kafka|baseOffset is|logAppendTimeMs is|logStartOffset is";

function setting(
  field: "recordCount" | "lastOffsetDelta" | "batchLength",
  value: number,
): (view: DataView) => void {
  return (view: DataView): void => view.setInt32(batchField[field], value);
}

function magic(value: number): Uint8Array {
  return damaged(good, (view) => view.setInt8(batchField.magic, value));
}

function attributes(value: number): Uint8Array {
  return altered(good, (view) => view.setInt16(batchField.attributes, value));
}

/** Invalid batches. Null instead of bytes is not among them, because Kafka never responds to it. */
export const brokenBatches: readonly BrokenBatch[] = [
  ["no bytes", new Uint8Array(0)],
  ["a few bytes", good.subarray(0, 11)],
  ["half a header", good.subarray(0, 40)],
  ["a batch cut short", good.subarray(0, -1)],
  ["a byte too many", joined(good, new Uint8Array(1)), stricter(taken)],
  ["two batches", joined(good, good)],
  ["a wrong checksum", damaged(good, (view) => view.setUint8(70, view.getUint8(70) ^ 1))],
  ["magic 0", magic(0)],
  ["magic 1", magic(1)],
  ["magic 3", magic(3)],
  ["magic -1", magic(-1)],
  ["a length of 0", damaged(good, setting("batchLength", 0))],
  ["a length of -1", damaged(good, setting("batchLength", -1))],
  ["a length of 13", damaged(good, setting("batchLength", 13))],
  ["a length too large", damaged(good, setting("batchLength", 1e6))],
  ["0 records", altered(good, setting("recordCount", 0))],
  ["-1 records", altered(good, setting("recordCount", -1))],
  ["2 records of 3", altered(good, setting("recordCount", 2))],
  ["4 records of 3", altered(good, setting("recordCount", 4))],
  ["a wide offset delta", altered(good, setting("lastOffsetDelta", 9))],
  ["a narrow offset delta", altered(good, setting("lastOffsetDelta", 1))],
  ["a control batch", batchOf(["a"], { isControl: true })],
  [
    "a transactional batch",
    batchOf(["a"], { isTransactional: true }),
    stricter("53 TRANSACTIONAL_ID_AUTHORIZATION_FAILED in Kafka, 48 INVALID_TXN_STATE here"),
  ],
  ["a producer without sequence", batchOf(["a"], { producerId: 5n, producerEpoch: 0 })],
  [
    "a producer without epoch",
    batchOf(["a"], { producerId: 5n, baseSequence: 0 }),
    stricter(taken),
  ],
  ["the broker's own time", attributes(batchAttribute.logAppendTime), stricter(taken)],
  ["codec 5", attributes(5), stricter("-1 UNKNOWN_SERVER_ERROR in Kafka, 76 UNSUPPORTED")],
  ["codec 7", attributes(7), stricter("-1 UNKNOWN_SERVER_ERROR in Kafka, 76 UNSUPPORTED")],
  ["a time far ahead", encodeBatch([{ key: null, value: null, timestamp: someTime * 2n }])],
  ["no time", encodeBatch([{ key: null, value: null, timestamp: -1n }])],
  ["no records", encodeBatch([])],
  [
    "no records, with a producer's id",
    encodeBatch([], { producerId: 5n, producerEpoch: 0, baseSequence: 0 }),
  ],
];
