import {
  createPartitions as createPartitionsApi,
} from "../../wire/messages/37_create_partitions.ts";
import type { KafkaClient } from "../client.ts";
import { omissionError, toKafkaError } from "../kafka_error.ts";
import type { AdminOptions } from "./admin_options.ts";
import { askController } from "./ask_controller.ts";
import type { TopicResult } from "./create_topics.ts";

/** How many partitions a topic will have. */
export interface PartitionCount {
  readonly name: string;
  readonly count: number;
}

/** Options of {@link createPartitions}. */
export interface CreatePartitionsOptions extends AdminOptions {
  /** Lets the broker check the request and create nothing. Default: false. */
  readonly validateOnly?: boolean;
}

/**
 * Adds partitions to topics, on brokers that the cluster chooses; results are in the order of
 * `topics`. Records stay where they are, and keys may map to other partitions afterwards.
 */
export async function createPartitions(
  client: KafkaClient,
  topics: readonly PartitionCount[],
  options: CreatePartitionsOptions = {},
): Promise<TopicResult[]> {
  const { results } = await askController(client, {
    api: createPartitionsApi,
    body: (timeoutMs) => ({
      topics: topics.map(({ name, count }) => ({ name, count, assignments: null })),
      timeoutMs,
      validateOnly: options.validateOnly ?? false,
    }),
    codes: ({ results }) => results.map(({ errorCode }) => errorCode),
  }, options);
  const answers = new Map(
    results.map(({ name, errorCode, errorMessage }) => [
      name,
      toKafkaError(errorCode, errorMessage, { api: createPartitionsApi, topic: name }),
    ]),
  );
  return topics.map(({ name }) => {
    const error = answers.get(name);
    return { name, error: error === undefined ? omissionError() : error };
  });
}
