import type { KafkaClient } from "../../../lib/kafka/client.ts";
import { errorCodes } from "../../../lib/wire/errors.ts";
import { findCoordinator } from "../../../lib/wire/messages/10_find_coordinator.ts";
import { poll } from "../poll.ts";

const groupKey = 0;
const lastVersionOfOne = 3;

/**
 * Returns the name of an internal topic; null if the broker has none. Kafka creates the topic of
 * committed offsets at the first request for the coordinator of a group.
 */
export async function internalTopic(client: KafkaClient): Promise<string | null> {
  await poll(async () => {
    const { errorCode } = await client.request(findCoordinator, {
      key: "internal-topic",
      keyType: groupKey,
    }, { maxVersion: lastVersionOfOne });
    return errorCode === errorCodes.NONE || undefined;
  }, () => "there is no coordinator");
  const { topics } = await client.metadata({ topics: "all" });
  return [...topics.values()].find(({ isInternal }) => isInternal)?.name ?? null;
}
