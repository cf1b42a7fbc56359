import { UsageError } from "../errors.ts";

/** Kafka's limit for topic names. */
const maxLength = 249;

/**
 * Checks the name of a room as it was typed and returns it. A room is a topic, so what Kafka takes
 * as a topic name is accepted.
 *
 * @throws {UsageError} When it is none; the message says what was found and what is accepted.
 */
export function parseRoomName(text: string): string {
  const found = flaw(text);
  if (found === undefined) return text;
  throw new UsageError(
    `Cannot use the room name ${JSON.stringify(text.slice(0, maxLength))}: ${found}, accepted ` +
      `are 1 to ${maxLength} of the characters a-z A-Z 0-9 . _ -`,
  );
}

function flaw(text: string): string | undefined {
  if (text === "") return "it is empty";
  if (text === "." || text === "..") return "it means a folder";
  const [stranger] = text.match(/[^a-zA-Z0-9._-]/u) ?? [];
  if (stranger !== undefined) return `it holds ${JSON.stringify(stranger)}`;
  return text.length > maxLength ? `it has ${text.length} characters` : undefined;
}
