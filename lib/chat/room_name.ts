import { UsageError } from "../errors.ts";
import { topicNameProblem } from "../kafka/topic_name.ts";

/**
 * Checks the name of a room as it was typed and returns it. A room is a topic, so what Kafka takes
 * as a topic name is accepted.
 *
 * @throws {UsageError} When it is none; the message says what was found.
 */
export function parseRoomName(text: string): string {
  const problem = topicNameProblem(text);
  if (problem === null) return text;
  throw new UsageError(`Cannot use the room name ${JSON.stringify(text)}: ${problem}`);
}
