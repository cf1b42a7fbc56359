/** Longest name of a topic, which has to fit a directory's name in Kafka. */
const maxNameLength = 249;

/** Why `name` cannot name a topic, as a sentence; null when it can. */
export function topicNameError(name: string): string | null {
  if (name === "") return "Topic name is invalid: the empty string is not allowed";
  if (name === "." || name === "..") return `Topic name is invalid: '${name}' is not allowed`;
  if (name.length > maxNameLength) {
    return `Topic name is invalid: the length of '${name}' is longer than ${maxNameLength}`;
  }
  return /^[a-zA-Z0-9._-]+$/.test(name)
    ? null
    : `Topic name is invalid: '${name}' contains one or more characters other than ` +
      "ASCII alphanumerics, '.', '_' and '-'";
}
