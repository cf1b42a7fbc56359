import { FailedError } from "../errors.ts";
import type { RecordView } from "../wire/batches/record_view.ts";
import { DecodeFailure, type Decoder } from "./decoder.ts";
import { isTooDeep, maxDepth } from "./value_depth.ts";

/** The part of a record that is decoded. */
export type RecordPart = "key" | "value";

/** The topic and the partition of a record. */
export interface DecodeSource {
  readonly topic: string;
  readonly partition: number;
}

/** The decoders of one topic; null to show the bytes as text. */
export interface TopicDecoders {
  readonly key: Decoder | null;
  readonly value: Decoder | null;
}

/** A decoded key or value, or the reason why it is not decoded. */
export type Decoded =
  | { readonly isDecoded: true; readonly value: unknown }
  | { readonly isDecoded: false; readonly reason: string };

/** The records of one partition from one response. */
export interface DecodableChunk extends DecodeSource {
  readonly batchCount: number;
  visitBatch(index: number, visit: (record: RecordView) => boolean | void): boolean;
}

/** Options of {@link RecordDecoder}. */
export interface RecordDecoderOptions {
  readonly decodersOf: (topic: string) => TopicDecoders;
  /** Whether the first record that cannot be decoded ends the reading. */
  readonly isStrict: boolean;
  readonly signal: AbortSignal;
}

/** A part of a record, decoded at most once. */
interface Slot {
  bytes: Uint8Array | null;
  start: number;
  decoded: Decoded | null;
}

/** Decodes the keys and values of records, and counts those that cannot be decoded. */
export class RecordDecoder {
  readonly #options: RecordDecoderOptions;
  readonly #slots: Readonly<Record<RecordPart, Slot>> = {
    key: { bytes: null, start: 0, decoded: null },
    value: { bytes: null, start: 0, decoded: null },
  };
  #topic: string | null = null;
  #decoders: TopicDecoders = { key: null, value: null };
  #failures = 0;
  #firstFailure: string | null = null;

  constructor(options: RecordDecoderOptions) {
    this.#options = options;
  }

  /** Number of keys and values that could not be decoded. */
  get failures(): number {
    return this.#failures;
  }

  /** Where and why decoding failed first, as a clause; null if it never did. */
  get firstFailure(): string | null {
    return this.#firstFailure;
  }

  /**
   * Returns a decoded part of a record; null if the part is null, or has no decoder.
   *
   * @throws {FailedError} If it cannot be decoded, in a strict decoder.
   */
  decode(part: RecordPart, record: RecordView, source: DecodeSource): Decoded | null {
    const start = part === "key" ? record.keyStart : record.valueStart;
    const slot = this.#slots[part];
    if (slot.bytes === record.bytes && slot.start === start) return slot.decoded;
    slot.bytes = record.bytes;
    slot.start = start;
    slot.decoded = null;
    const decoder = this.#decodersOf(source.topic)[part];
    const bytes = decoder === null ? null : record[part];
    if (decoder !== null && bytes !== null) {
      slot.decoded = this.#decode(decoder, bytes, { part, record, source });
    }
    return slot.decoded;
  }

  /** Yields `chunks`, each after {@link load} has resolved. */
  async *loaded<Chunk extends DecodableChunk>(
    chunks: AsyncIterable<Chunk>,
  ): AsyncGenerator<Chunk, void, void> {
    for await (const chunk of chunks) {
      await this.load(chunk);
      yield chunk;
    }
  }

  /**
   * Loads everything that decoding the records of a chunk needs.
   *
   * @throws {FailedError} If that cannot be loaded.
   */
  async load(chunk: DecodableChunk): Promise<void> {
    const { key, value } = this.#decodersOf(chunk.topic);
    if (key?.needsLoad !== undefined) await this.#load("key", key, chunk);
    if (value?.needsLoad !== undefined) await this.#load("value", value, chunk);
  }

  #decodersOf(topic: string): TopicDecoders {
    if (topic !== this.#topic) {
      this.#decoders = this.#options.decodersOf(topic);
      this.#topic = topic;
    }
    return this.#decoders;
  }

  async #load(part: RecordPart, decoder: Decoder, chunk: DecodableChunk): Promise<void> {
    const { signal } = this.#options;
    const missing: Uint8Array[] = [];
    for (let index = 0; index < chunk.batchCount; index++) {
      chunk.visitBatch(index, (record) => {
        const [start, length] = part === "key"
          ? [record.keyStart, record.keyLength]
          : [record.valueStart, record.valueLength];
        if (length < 0 || !decoder.needsLoad!(record.bytes, start, length)) return;
        missing.push(record.bytes.slice(start, start + length));
      });
      for (const bytes of missing.splice(0)) {
        if (decoder.needsLoad!(bytes, 0, bytes.byteLength)) {
          await decoder.load!(bytes, signal);
        }
      }
    }
  }

  #decode(
    decoder: Decoder,
    bytes: Uint8Array,
    { part, record, source }: {
      readonly part: RecordPart;
      readonly record: RecordView;
      readonly source: DecodeSource;
    },
  ): Decoded {
    try {
      const value = decoder.decode(bytes, record);
      // Each level takes a byte at least.
      if (bytes.byteLength > maxDepth && isTooDeep(value)) {
        throw new DecodeFailure(`more than ${maxDepth} levels deep`);
      }
      return { isDecoded: true, value };
    } catch (error) {
      if (!(error instanceof DecodeFailure)) throw error;
      const reason = part === "key" ? `key: ${error.message}` : error.message;
      this.#fail(reason, record, source);
      return { isDecoded: false, reason };
    }
  }

  #fail(reason: string, record: RecordView, { topic, partition }: DecodeSource): void {
    const place = `${JSON.stringify(topic)} partition ${partition} offset ${record.offset}`;
    if (this.#options.isStrict) {
      throw new FailedError(`Cannot decode the record at ${place}: ${reason}`, {
        hint: "Omit --strict to print such records as they are",
      });
    }
    this.#failures++;
    this.#firstFailure ??= `${place}: ${reason}`;
  }
}
