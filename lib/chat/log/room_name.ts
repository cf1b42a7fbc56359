import { UsageError } from "../../errors.ts";
import { topicNameProblem } from "../../kafka/topic_name.ts";
import { inboxTopic } from "../message/direct_message.ts";
import { presenceTopic } from "../presence/presence_record.ts";

/** Topics of the chat's own, where a line that is said would be taken for something else. */
const ownTopics: ReadonlyMap<string, string> = new Map([
  [inboxTopic, "it is the topic for direct messages"],
  [presenceTopic, "it is the topic for presence"],
]);

/**
 * Checks the name of a room as it was typed and returns it. A room is a topic, so what Kafka takes
 * as a topic name is accepted, but for those that the chat keeps for itself.
 *
 * @throws {UsageError} When it is none; the message says what was found.
 */
export function parseRoomName(text: string): string {
  const problem = topicNameProblem(text) ?? ownTopics.get(text);
  if (problem === undefined) return text;
  throw new UsageError(`Cannot use the room name ${JSON.stringify(text)}: ${problem}`);
}
