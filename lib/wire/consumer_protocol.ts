import { ByteReader, WireError } from "./bytes.ts";

/** Partitions of one topic. */
export interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

/**
 * The partitions that a consumer of a classic group is assigned; null if the bytes are not an
 * assignment of the "consumer" protocol, as in groups of Kafka Connect.
 *
 * Every version begins with the fields of version 0.
 *
 * @see Kafka's ConsumerProtocolAssignment.json
 */
export function decodeAssignment(assignment: Uint8Array): TopicPartitions[] | null {
  if (assignment.byteLength === 0) return [];
  const reader = new ByteReader(assignment);
  try {
    reader.int16();
    const topics: TopicPartitions[] = [];
    for (let left = reader.int32(); left > 0; left--) {
      const topic = reader.text(reader.int16());
      const partitions: number[] = [];
      for (let more = reader.int32(); more > 0; more--) partitions.push(reader.int32());
      topics.push({ topic, partitions });
    }
    return topics;
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}
