import { maxTopicNameLength, type TopicNameFault, topicNameFault } from "../../wire/topic_name.ts";

/** Kafka's own messages, which its clients show. */
const errors: Readonly<Record<TopicNameFault, (name: string) => string>> = {
  empty: () => "the empty string is not allowed",
  reserved: (name) => `'${name}' is not allowed`,
  "too long": (name) => `the length of '${name}' is longer than ${maxTopicNameLength}`,
  characters: (name) =>
    `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`,
};

/** Returns why `name` is not a valid topic name, as a sentence; null if it is valid. */
export function topicNameError(name: string): string | null {
  const fault = topicNameFault(name);
  return fault === null ? null : `Topic name is invalid: ${errors[fault](name)}`;
}
