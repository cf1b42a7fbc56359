import { InputError, type InputRecord } from "../../lib/input/input_record.ts";
import type { ProducerRecord } from "../../lib/kafka/producer/producer_options.ts";
import type { Header } from "../../lib/wire/batches/record_view.ts";

/** The values of the command line for every record. */
export interface RecordTemplate {
  readonly topic: string | undefined;
  /** Whether {@link topic} replaces the topic in the input. */
  readonly overridesTopic: boolean;
  /** The key of records whose input has none. */
  readonly key: Uint8Array | null;
  /** Follow the headers in the input. */
  readonly headers: readonly Header[];
  /** Undefined to use the partition in the input, or to choose one. */
  readonly partition: number | undefined;
  /** Whether the partition in the input is used. */
  readonly keepsPartition: boolean;
  /** Undefined for the current time. */
  readonly timestamp: bigint | undefined;
  /** Whether an empty value becomes null. */
  readonly isTombstone: boolean;
  /** Null if keys and values are written as they are. */
  readonly encoding: RecordEncoding | null;
}

/** Encodes keys and values; null for those that are written as they are. */
export interface RecordEncoding {
  readonly key: EncodePart | null;
  readonly value: EncodePart | null;
}

/**
 * Encodes JSON.
 *
 * @throws {InputError} If it is not JSON, or does not fit the schema; names the field.
 */
export type EncodePart = (json: Uint8Array) => Uint8Array;

const emptyValue = new Uint8Array(0);

/**
 * Creates a complete record from the input and the command line.
 *
 * @throws {InputError} If neither names a topic, or a key or a value does not fit its schema.
 */
export function completeRecord(input: InputRecord, template: RecordTemplate): ProducerRecord {
  const topic = template.overridesTopic
    ? template.topic ?? input.topic
    : input.topic ?? template.topic;
  if (topic === undefined || topic === "") {
    throw new InputError("it names no topic, and the command does not either", {
      isRecoverable: true,
    });
  }
  const partition = template.partition ?? (template.keepsPartition ? input.partition : undefined);
  const timestamp = input.timestamp ?? template.timestamp;
  const headers = [...input.headers ?? [], ...template.headers];
  const key = input.key === undefined ? template.key : input.key;
  const value = valueOf(input, template);
  const { encoding } = template;
  return {
    topic,
    key: key === null ? null : encoding?.key?.(key) ?? key,
    value: value === null ? null : encoding?.value?.(value) ?? value,
    ...(headers.length === 0 ? {} : { headers }),
    ...(partition === undefined ? {} : { partition }),
    ...(timestamp === undefined ? {} : { timestamp }),
  };
}

function valueOf(
  { value = emptyValue }: InputRecord,
  { isTombstone }: RecordTemplate,
): Uint8Array | null {
  return isTombstone && value?.byteLength === 0 ? null : value;
}
