/** Maximum length of a topic name; Kafka uses it as a directory name. */
export const maxTopicNameLength = 249;

/** A problem of a topic name. */
export type TopicNameFault = "empty" | "reserved" | "too long" | "characters";

/**
 * Returns why `name` is not a valid topic name; null if it is valid.
 *
 * @see Kafka's `Topic.validate`
 */
export function topicNameFault(name: string): TopicNameFault | null {
  if (name === "") return "empty";
  if (name === "." || name === "..") return "reserved";
  if (name.length > maxTopicNameLength) return "too long";
  return /^[a-zA-Z0-9._-]+$/.test(name) ? null : "characters";
}
