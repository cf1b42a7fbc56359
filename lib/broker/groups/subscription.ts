import { ByteReader, WireError } from "../../wire/bytes.ts";
import type { GroupView } from "./group_model.ts";
import { metadataOf } from "./group_replies.ts";

/** The protocol type of consumer groups, whose metadata names the topics they read. */
const consumerType = "consumer";

/**
 * Whether members of a group may read a topic.
 *
 * A consumer group whose metadata cannot be decoded may read any topic. Other kinds of groups, for
 * example those of Kafka Connect, have no topics.
 */
export function isSubscribed(group: GroupView, topic: string): boolean {
  if (group.protocolType !== consumerType || group.members.length === 0) return false;
  if (group.protocolName === null) return true;
  return group.members.some((member) => {
    const topics = subscribedTopics(metadataOf(member, group.protocolName));
    return topics === null || topics.includes(topic);
  });
}

/**
 * Returns the topics that a consumer's metadata names; null if it is not a consumer's metadata.
 *
 * Every version begins like version 0, so the version is ignored.
 *
 * @see Kafka's ConsumerProtocolSubscription
 */
export function subscribedTopics(metadata: Uint8Array): string[] | null {
  const reader = new ByteReader(metadata);
  try {
    reader.int16();
    const count = reader.int32();
    const topics: string[] = [];
    for (let index = 0; index < count; index++) topics.push(reader.text(reader.int16()));
    return topics;
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}
