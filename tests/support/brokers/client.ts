import { createTopics, type TopicSpec } from "../../../lib/kafka/admin/create_topics.ts";
import { awaitTopicsReady } from "../../../lib/kafka/admin/await_topics.ts";
import { deleteTopics } from "../../../lib/kafka/admin/delete_topics.ts";
import { KafkaClient } from "../../../lib/kafka/client.ts";
import { parseAddresses } from "../../../lib/kafka/config.ts";
import { broker, uniqueTopic } from "./broker.ts";

/** Connects a client to the broker under test, or to those at `brokers`. */
export function connect(brokers = broker().brokers): Promise<KafkaClient> {
  return KafkaClient.connect({ brokers: parseAddresses(brokers) });
}

/** A topic that is ready for use; disposing of it deletes it. */
export interface TestTopic extends AsyncDisposable {
  readonly name: string;
}

/** Creates a topic with a unique name. Default: one partition. */
export async function createTopic(
  client: KafkaClient,
  spec: Omit<TopicSpec, "name"> & { readonly prefix?: string } = {},
): Promise<TestTopic> {
  const { prefix = "test", ...rest } = spec;
  const name = uniqueTopic(prefix);
  const shape = rest.assignments === undefined ? { partitions: 1, replicationFactor: 1 } : {};
  const [result] = await createTopics(client, [{ ...shape, ...rest, name }]);
  if (result?.error) throw result.error;
  await awaitTopicsReady(client, [name]);
  return {
    name,
    async [Symbol.asyncDispose](): Promise<void> {
      await deleteTopics(client, [name]);
    },
  };
}
