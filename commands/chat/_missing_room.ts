import { shellQuote } from "../../lib/text/shell_quote.ts";

/** Returns the hint for a room that does not exist. */
export function roomHint(room: string): string {
  return `wah chat -t ${shellQuote(room)} creates it`;
}

/** Returns the hint for a conversation if the topic for direct messages does not exist. */
export function conversationHint(user: string, other: string): string {
  return `wah chat send -u ${shellQuote(user)} --to ${shellQuote(other)} TEXT creates it`;
}

/**
 * Waits for `work`; if it fails because a topic does not exist, adds a hint.
 *
 * @throws What `work` throws.
 */
export async function hintIfMissing<T>(work: Promise<T>, hint: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const [{ KafkaError }, { errorCodes }] = await Promise.all([
      import("../../lib/kafka/kafka_error.ts" as string) as Promise<
        typeof import("../../lib/kafka/kafka_error.ts")
      >,
      import("../../lib/wire/errors.ts" as string) as Promise<
        typeof import("../../lib/wire/errors.ts")
      >,
    ]);
    if (!(error instanceof KafkaError)) throw error;
    if (error.code !== errorCodes.UNKNOWN_TOPIC_OR_PARTITION) throw error;
    throw error.action === undefined ? error : error.during(error.action, hint);
  }
}
