import { delay } from "../../../lib/async/delay.ts";
import { FailedError } from "../../../lib/errors.ts";
import { backoffMs } from "../../../lib/kafka/backoff.ts";
import type { KafkaClient } from "../../../lib/kafka/client.ts";
import type { TopicMetadata } from "../../../lib/kafka/metadata.ts";
import { shellQuote } from "../../../lib/text/shell_quote.ts";
import { errorCodes } from "../../../lib/wire/errors.ts";

/** Lookups of a topic that is not found, over about half a second. */
const maxLookups = 4;

/** Options of {@link requireTopic}. */
export interface RequireTopicOptions {
  readonly signal: AbortSignal;
  /** The hint if there is no such topic. Default: the command that creates it. */
  readonly hint?: string;
}

/**
 * Returns a topic to write to.
 *
 * @throws {FailedError} If it does not exist, or the broker refuses to describe it.
 */
export async function requireTopic(
  client: KafkaClient,
  name: string,
  { signal, hint = `Create it: wah topic create ${shellQuote(name)}` }: RequireTopicOptions,
): Promise<TopicMetadata> {
  for (let attempt = 1;; attempt++) {
    const topic = (await client.metadata({ topics: [name], signal })).topics.get(name)!;
    const { error } = topic;
    const isUnknown = error?.code === errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
    // A topic that was created a moment ago may not be known to this broker yet.
    if (isUnknown && attempt < maxLookups) {
      await delay(backoffMs(attempt), signal);
      continue;
    }
    // The producer waits until a partition without a leader gets one.
    if (error === null || (error.retriable && !isUnknown)) return topic;
    const shown = isUnknown ? hint : error.hint;
    throw new FailedError(
      `Cannot write to topic "${name}": ${error.reason} (${error.codeName})`,
      { cause: error, ...(shown === undefined ? {} : { hint: shown }) },
    );
  }
}
