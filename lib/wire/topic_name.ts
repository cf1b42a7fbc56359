/** Longest name of a topic, which has to fit a directory's name in Kafka. */
export const maxTopicNameLength = 249;

/** What can be wrong with the name of a topic. */
export type TopicNameFault = "empty" | "reserved" | "too long" | "characters";

/**
 * What is wrong with `name` as the name of a topic; null when nothing is.
 *
 * @see Kafka's `Topic.validate`
 */
export function topicNameFault(name: string): TopicNameFault | null {
  if (name === "") return "empty";
  if (name === "." || name === "..") return "reserved";
  if (name.length > maxTopicNameLength) return "too long";
  return /^[a-zA-Z0-9._-]+$/.test(name) ? null : "characters";
}
