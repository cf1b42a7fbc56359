import type { KafkaClient } from "../../../lib/kafka/client.ts";
import { errorCodes } from "../../../lib/wire/errors.ts";
import { findCoordinator } from "../../../lib/wire/messages/10_find_coordinator.ts";
import { poll } from "../poll.ts";

const groupKey = 0;
const lastVersionOfOne = 3;

/**
 * The name of an internal topic; null where the broker keeps none. Kafka makes the one of the
 * groups' offsets when somebody asks for a group's coordinator for the first time.
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
