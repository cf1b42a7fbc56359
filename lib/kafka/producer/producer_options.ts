import type { Header } from "../../wire/batches/record_view.ts";
import type { RecordBlock, ValueBlock } from "../../wire/batches/value_block.ts";
import type { CompressionCodec } from "../../wire/codecs.ts";
import type { Partitioner } from "../partitioner.ts";
import type { ProducerLink } from "./dispatcher.ts";
import type { Acks } from "./produce_round.ts";

/** A record to write. */
export interface ProducerRecord {
  readonly topic: string;
  /** Default: by the hash of the key, like Kafka's own clients; without a key, one per batch. */
  readonly partition?: number;
  readonly key: Uint8Array | null;
  /** `null` is a tombstone. */
  readonly value: Uint8Array | null;
  readonly headers?: readonly Header[];
  /** Encoded headers of another record; they replace {@link headers}. */
  readonly headerBytes?: Uint8Array | undefined;
  /** Milliseconds since the Unix epoch. Default: the time of the call. */
  readonly timestamp?: bigint;
}

/** Records to write that have only values, or are encoded. */
export interface ProducerBlock extends Pick<ValueBlock, "bytes" | "spans"> {
  /** If it is given, the block is a `RecordBlock`. */
  readonly timestamps?: RecordBlock["timestamps"] | undefined;
  readonly topic: string;
  /** Default: that of a record without a key. */
  readonly partition?: number | undefined;
  /** Default: the time of the call. */
  readonly timestamp?: bigint | undefined;
}

/** Options of {@link Producer.open}. */
export interface ProducerOptions {
  /** The topic that the error names if the broker returns no producer id. Default: none. */
  readonly topic?: string | undefined;
  /** When it aborts, all pending and later records are rejected. */
  readonly signal?: AbortSignal;
  /** Default: `none`. */
  readonly codec?: CompressionCodec;
  /** Time limit for delivering a record; `Infinity` for no limit. Default: 120 s. */
  readonly deliveryTimeoutMs?: number;
  /** Default: `all`. */
  readonly acks?: Acks;
  /** Default: `murmur2`. */
  readonly partitioner?: Partitioner;
  /** Called when the brokers become unreachable, and when one answers again. */
  readonly onLink?: (link: ProducerLink) => void;
}
