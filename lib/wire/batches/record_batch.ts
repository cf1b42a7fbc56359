import { WireError } from "../bytes.ts";
import { decompress } from "../codecs.ts";
import { batchField } from "./batch_fields.ts";
import { BatchHeader } from "./batch_header.ts";
import { crc32c } from "./crc32c.ts";
import { RecordCursor } from "./record_cursor.ts";
import type { EncodedRecordView } from "./record_view.ts";

/** Limit for the decompressed records, unless the caller sets another: 256 MiB. */
const maxDecompressedBytes = 256 * 1024 * 1024;

/**
 * One record batch of magic 2. Its records are decompressed and parsed only when they are read.
 *
 * `readBatches()` creates it, and has checked that the bytes are a whole batch.
 */
export class RecordBatch extends BatchHeader {
  /**
   * Compares the CRC-32C in the header with that of the bytes.
   *
   * @throws {CorruptBatchError} If they differ.
   */
  checkCrc(): void {
    const stated = this.crc;
    const found = crc32c(this.bytes, batchField.attributes);
    if (stated !== found) {
      throw this.corrupt(`CRC 0x${stated.toString(16)} stated, 0x${found.toString(16)} found`);
    }
  }

  /**
   * Decompresses the records and returns a cursor before the first one.
   *
   * @throws {CorruptBatchError} If the records cannot be decompressed, or would be more than
   * `maxBytes`.
   */
  records(maxBytes: number = maxDecompressedBytes): RecordCursor {
    const stored = this.bytes.subarray(batchField.records);
    const { codec } = this;
    // An emptied batch keeps its codec but has no bytes to decompress.
    const isPlain = codec === "none" || (this.recordCount === 0 && stored.byteLength === 0);
    if (isPlain) return new RecordCursor(this, stored);
    try {
      return new RecordCursor(this, decompress(codec, stored, maxBytes));
    } catch (cause) {
      if (!(cause instanceof WireError)) throw cause;
      throw this.corrupt(cause.message, cause);
    }
  }

  /**
   * Calls `visit` for each record, in order, until it returns false. Control batches are visited
   * like all others.
   *
   * Every call gets the same view, see {@link RecordView}.
   *
   * @returns Whether all records were visited.
   * @throws {CorruptBatchError} If the records are malformed, if there are more or fewer than the
   * header says, or if they would be more than `maxBytes` decompressed. The records before the
   * damage have been visited.
   */
  forEach(visit: (record: EncodedRecordView) => boolean | void, maxBytes?: number): boolean {
    const cursor = this.records(maxBytes);
    while (cursor.next()) {
      if (visit(cursor) === false) return false;
    }
    return true;
  }
}
