import { varintSize, varlongSize, writeVarint, writeVarlong } from "./_varint.ts";
import { batchAttribute, batchField } from "./batch_fields.ts";
import { utf8 } from "../bytes.ts";
import { codecs, compress, type CompressionCodec } from "../codecs.ts";
import { crc32c } from "./crc32c.ts";
import type { Header } from "./record_view.ts";
import {
  blockLength,
  maxTimestampOf,
  type RecordBlock,
  sizeOfBlock,
  sizeOfRecordBlock,
  type ValueBlock,
  writeBlock,
  writeRecordBlock,
} from "./value_block.ts";

/** A record to encode. */
export interface RecordInput {
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers?: readonly Header[] | undefined;
  /** Encoded headers: their number, then each one. They replace {@link headers}. */
  readonly headerBytes?: Uint8Array | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: bigint;
}

/** A record, or several in one buffer. */
export type BatchItem = RecordInput | ValueBlock | RecordBlock;

/** Fields of a batch's header that do not follow from its records. */
export interface BatchOptions {
  /** Default: `none`. Snappy and lz4 need `loadCodec()` first. */
  readonly codec?: CompressionCodec | undefined;
  /** Omitted, like the next two, if the producer is not idempotent. */
  readonly producerId?: bigint | undefined;
  readonly producerEpoch?: number | undefined;
  readonly baseSequence?: number | undefined;
  readonly isTransactional?: boolean | undefined;
  /** Whether the records are markers that end transactions. Default: false. */
  readonly isControl?: boolean | undefined;
  /** Default: 0, which the broker replaces. */
  readonly baseOffset?: bigint | undefined;
  /** Omitted in batches of a client. */
  readonly leaderEpoch?: number | undefined;
  /** Default: the number of records minus 1. A larger value leaves gaps, as after compaction. */
  readonly lastOffsetDelta?: number | undefined;
}

/** Encoded header keys by their text; the records of a batch often have the same keys. */
type HeaderKeys = Map<string, Uint8Array>;

const magic = 2;
const noHeaders: readonly Header[] = [];

/**
 * Encodes records, and those of blocks, as one record batch of magic 2.
 *
 * @throws {Error} For snappy and lz4, if `loadCodec()` has not resolved.
 * @see Kafka protocol guide, "Record Batch"
 */
export function encodeBatch(
  records: readonly BatchItem[],
  options: BatchOptions = {},
): Uint8Array<ArrayBuffer> {
  const { codec = "none" } = options;
  const plain = encodeRecords(records, codec === "none" ? batchField.records : 0);
  const batch = codec === "none" ? plain : withRoomForHeader(compress(codec, plain));
  writeHeader(batch, records, options);
  return batch;
}

function withRoomForHeader(records: Uint8Array): Uint8Array<ArrayBuffer> {
  const batch = new Uint8Array(batchField.records + records.byteLength);
  batch.set(records, batchField.records);
  return batch;
}

function writeHeader(
  batch: Uint8Array<ArrayBuffer>,
  records: readonly BatchItem[],
  options: BatchOptions,
): void {
  const { codec = "none", isTransactional = false, isControl = false } = options;
  const timestamps = timestampRange(records);
  const count = records.reduce((sum, item) => sum + (isBlock(item) ? blockLength(item) : 1), 0);
  const attributes = codecs.indexOf(codec) | (isTransactional ? batchAttribute.transactional : 0) |
    (isControl ? batchAttribute.control : 0);
  const view = new DataView(batch.buffer);
  view.setBigInt64(batchField.baseOffset, options.baseOffset ?? 0n);
  view.setInt32(batchField.batchLength, batch.byteLength - batchField.leaderEpoch);
  view.setInt32(batchField.leaderEpoch, options.leaderEpoch ?? -1);
  view.setInt8(batchField.magic, magic);
  view.setInt16(batchField.attributes, attributes);
  view.setInt32(batchField.lastOffsetDelta, options.lastOffsetDelta ?? count - 1);
  view.setBigInt64(batchField.baseTimestamp, timestamps.first);
  view.setBigInt64(batchField.maxTimestamp, timestamps.max);
  view.setBigInt64(batchField.producerId, options.producerId ?? -1n);
  view.setInt16(batchField.producerEpoch, options.producerEpoch ?? -1);
  view.setInt32(batchField.baseSequence, options.baseSequence ?? -1);
  view.setInt32(batchField.recordCount, count);
  view.setUint32(batchField.crc, crc32c(batch, batchField.attributes));
}

function timestampRange(records: readonly BatchItem[]): { first: bigint; max: bigint } {
  const first = records[0]?.timestamp ?? -1n;
  let max = first;
  for (const item of records) {
    const timestamp = isRecordBlock(item) ? maxTimestampOf(item) : item.timestamp;
    if (timestamp > max) max = timestamp;
  }
  return { first, max };
}

/** Whether an item of a batch is a block. */
export function isBlock<Record extends RecordInput, Block extends ValueBlock | RecordBlock>(
  item: Record | Block,
): item is Block {
  return "spans" in item;
}

/** Whether an item of a batch is a block of encoded records. */
export function isRecordBlock(item: BatchItem): item is RecordBlock {
  return "timestamps" in item;
}

/** Encodes all records in a row, after `reservedBytes` unused bytes. */
function encodeRecords(
  items: readonly BatchItem[],
  reservedBytes: number,
): Uint8Array<ArrayBuffer> {
  const baseTimestamp = items[0]?.timestamp ?? -1n;
  const keys: HeaderKeys = new Map();
  const sizes = new Int32Array(items.length);
  let total = reservedBytes;
  let index = 0;
  for (let place = 0; place < items.length; place++) {
    const item = items[place]!;
    const delta = timeDelta(item, baseTimestamp);
    if (isBlock(item)) {
      total += isRecordBlock(item)
        ? sizeOfRecordBlock(item, index, baseTimestamp)
        : sizeOfBlock(item, index, delta);
      index += blockLength(item);
      continue;
    }
    const size = 1 + varlongSize(delta) + varintSize(index) +
      bytesSize(item.key) + bytesSize(item.value) + headersSize(item, keys);
    sizes[place] = size;
    total += varintSize(size) + size;
    index++;
  }
  const bytes = new Uint8Array(total);
  let at = reservedBytes;
  index = 0;
  for (let place = 0; place < items.length; place++) {
    const item = items[place]!;
    const delta = timeDelta(item, baseTimestamp);
    if (isBlock(item)) {
      at = isRecordBlock(item)
        ? writeRecordBlock(bytes, at, item, { firstIndex: index, baseTimestamp })
        : writeBlock(bytes, at, item, { firstIndex: index, timeDelta: delta });
      index += blockLength(item);
      continue;
    }
    at = writeVarint(bytes, at, sizes[place]!);
    bytes[at++] = 0; // attributes, unused
    at = writeVarlong(bytes, at, delta);
    at = writeVarint(bytes, at, index++);
    at = writeBytes(bytes, at, item.key);
    at = writeBytes(bytes, at, item.value);
    at = writeHeaders(bytes, at, item, keys);
  }
  return bytes;
}

/** Wraps around at 64 bits, like Java. */
function timeDelta(record: BatchItem, baseTimestamp: bigint): bigint {
  return BigInt.asIntN(64, record.timestamp - baseTimestamp);
}

function bytesSize(value: Uint8Array | null): number {
  return value === null ? 1 : varintSize(value.byteLength) + value.byteLength;
}

function writeBytes(bytes: Uint8Array, position: number, value: Uint8Array | null): number {
  if (value === null) return writeVarint(bytes, position, -1);
  const at = writeVarint(bytes, position, value.byteLength);
  bytes.set(value, at);
  return at + value.byteLength;
}

function headersSize(
  { headers = noHeaders, headerBytes }: RecordInput,
  keys: HeaderKeys,
): number {
  if (headerBytes !== undefined) return headerBytes.byteLength;
  let size = varintSize(headers.length);
  for (const { key, value } of headers) size += bytesSize(keyBytes(key, keys)) + bytesSize(value);
  return size;
}

function writeHeaders(
  bytes: Uint8Array,
  position: number,
  { headers = noHeaders, headerBytes }: RecordInput,
  keys: HeaderKeys,
): number {
  if (headerBytes !== undefined) {
    bytes.set(headerBytes, position);
    return position + headerBytes.byteLength;
  }
  let at = writeVarint(bytes, position, headers.length);
  for (const { key, value } of headers) {
    at = writeBytes(bytes, at, keyBytes(key, keys));
    at = writeBytes(bytes, at, value);
  }
  return at;
}

function keyBytes(key: string, keys: HeaderKeys): Uint8Array {
  let bytes = keys.get(key);
  if (bytes === undefined) {
    bytes = utf8(key);
    keys.set(key, bytes);
  }
  return bytes;
}
