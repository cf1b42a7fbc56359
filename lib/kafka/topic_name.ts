import { maxTopicNameLength, type TopicNameFault, topicNameFault } from "../wire/topic_name.ts";

const problems: Readonly<Record<TopicNameFault, (name: string) => string>> = {
  empty: () => "the name is empty",
  reserved: () => 'the names "." and ".." are reserved',
  "too long": (name) =>
    `the name has ${name.length} characters, expected at most ${maxTopicNameLength}`,
  characters: () => "the name has characters other than a-z, A-Z, 0-9, dot, underscore and hyphen",
};

/** Returns why `name` is not a valid topic name, to follow a colon; null if it is valid. */
export function topicNameProblem(name: string): string | null {
  const fault = topicNameFault(name);
  return fault === null ? null : problems[fault](name);
}
