import { ByteReader, utf8, WireError } from "./bytes.ts";
import { ByteWriter } from "./byte_writer.ts";

/** Partitions of one topic. */
export interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** What a member of a consumer group tells the leader of the group. */
export interface Subscription {
  readonly topics: readonly string[];
  /** The partitions that the member keeps during a rebalance. */
  readonly owned: readonly TopicPartitions[];
  /** The generation in which it got them; null if it does not state one. */
  readonly generation: number | null;
}

/** Version 1 adds the owned partitions (KIP-429), 2 their generation (KIP-792). */
const subscriptionVersion = 2;
/** All versions of an assignment have the same fields. */
const assignmentVersion = 0;
const noGeneration = -1;
const nullLength = -1;
const generationBytes = 4;

/**
 * Encodes the metadata of a member in a JoinGroup request.
 *
 * @param hasUserData Whether the generation is in the user data, too, where Java members before
 * 3.2 look for it.
 * @see Kafka's ConsumerProtocolSubscription.json
 */
export function encodeSubscription(
  { topics, owned, generation }: Subscription,
  { hasUserData = false }: { readonly hasUserData?: boolean } = {},
): Uint8Array {
  const writer = new ByteWriter().int16(subscriptionVersion).int32(topics.length);
  for (const topic of topics) writeString(writer, topic);
  if (hasUserData) writer.int32(generationBytes).int32(generation ?? noGeneration);
  else writer.int32(nullLength);
  writePartitions(writer, owned);
  return writer.int32(generation ?? noGeneration).finish();
}

/**
 * Decodes the metadata of a member, of any version; null if the bytes are not a subscription.
 *
 * @see Kafka's ConsumerProtocolSubscription.json
 */
export function decodeSubscription(metadata: Uint8Array): Subscription | null {
  const reader = new ByteReader(metadata);
  try {
    const version = reader.int16();
    const topics: string[] = [];
    for (let left = reader.int32(); left > 0; left--) topics.push(readString(reader));
    if (reader.remaining === 0) return { topics, owned: [], generation: null };
    const userData = readBytes(reader);
    const owned = version >= 1 ? readPartitions(reader) : [];
    const stated = version >= 2 ? reader.int32() : generationOf(userData);
    return { topics, owned, generation: stated === noGeneration ? null : stated };
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}

/**
 * Encodes the partitions of a member in a SyncGroup request.
 *
 * @see Kafka's ConsumerProtocolAssignment.json
 */
export function encodeAssignment(partitions: readonly TopicPartitions[]): Uint8Array {
  const writer = new ByteWriter().int16(assignmentVersion);
  writePartitions(writer, partitions);
  return writer.int32(nullLength).finish();
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
    return readPartitions(reader);
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}

/** Until version 1, cooperative-sticky has the generation as its user data. */
function generationOf(userData: Uint8Array): number {
  return userData.byteLength === generationBytes ? new ByteReader(userData).int32() : noGeneration;
}

function readPartitions(reader: ByteReader): TopicPartitions[] {
  const topics: TopicPartitions[] = [];
  for (let left = reader.int32(); left > 0; left--) {
    const topic = readString(reader);
    const partitions: number[] = [];
    for (let more = reader.int32(); more > 0; more--) partitions.push(reader.int32());
    topics.push({ topic, partitions });
  }
  return topics;
}

function writePartitions(writer: ByteWriter, topics: readonly TopicPartitions[]): void {
  writer.int32(topics.length);
  for (const { topic, partitions } of topics) {
    writeString(writer, topic);
    writer.int32(partitions.length);
    for (const partition of partitions) writer.int32(partition);
  }
}

function readString(reader: ByteReader): string {
  return reader.text(reader.int16());
}

function readBytes(reader: ByteReader): Uint8Array {
  const length = reader.int32();
  return reader.view(Math.max(length, 0));
}

function writeString(writer: ByteWriter, text: string): void {
  const bytes = utf8(text);
  writer.int16(bytes.byteLength).raw(bytes);
}
