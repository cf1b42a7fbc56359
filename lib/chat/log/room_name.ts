import { inboxTopic, presenceTopic } from "../own_topics.ts";
import { UsageError } from "../../errors.ts";
import { topicNameProblem } from "../../kafka/topic_name.ts";

/** Topics that the chat itself uses: no room can have one of these names. */
const reservedTopics: ReadonlyMap<string, string> = new Map([
  [inboxTopic, "the topic for direct messages"],
  [presenceTopic, "the topic for presence"],
]);

/**
 * Checks the name of a room as it was typed and returns it. A room is a topic, so every topic name
 * that Kafka allows is accepted, except the topics that the chat itself uses.
 *
 * @throws {UsageError} If the name is invalid; the message says why.
 */
export function parseRoomName(text: string): string {
  const reserved = reservedTopics.get(text);
  const problem = topicNameProblem(text) ??
    (reserved === undefined ? undefined : `it is ${reserved}`);
  if (problem === undefined) return text;
  throw new UsageError(`Cannot use the room name ${JSON.stringify(text)}: ${problem}`);
}

/** Describes a topic of the chat for an error: `the room "ops"`. */
export function describeTopic(name: string): string {
  return `${reservedTopics.get(name) ?? "the room"} ${JSON.stringify(name)}`;
}
