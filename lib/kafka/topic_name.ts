const maxTopicNameLength = 249;

/**
 * What is wrong with `name` as the name of a topic, to follow a colon; null when nothing is.
 *
 * @see Kafka's `Topic.validate`
 */
export function topicNameProblem(name: string): string | null {
  if (name === "") return "the name is empty";
  if (name === "." || name === "..") return 'the names "." and ".." are reserved';
  if (name.length > maxTopicNameLength) {
    return `the name has ${name.length} characters, accepted are ${maxTopicNameLength}`;
  }
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) {
    return "the name has other characters than a-z, A-Z, 0-9, dot, underscore and hyphen";
  }
  return null;
}
