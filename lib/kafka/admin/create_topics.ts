import { createTopics as createTopicsApi } from "../../wire/messages/19_create_topics.ts";
import { errorCodes } from "../../wire/errors.ts";
import type { KafkaClient } from "../client.ts";
import { KafkaError, omissionError, toKafkaError } from "../kafka_error.ts";
import { topicNameProblem } from "../topic_name.ts";
import type { AdminOptions } from "./admin_options.ts";
import { askController } from "./ask_controller.ts";

/** A topic to create. Omitted settings use the broker's defaults. */
export interface TopicSpec {
  readonly name: string;
  readonly partitions?: number;
  readonly replicationFactor?: number;
  /** The brokers of each partition, preferred leader first; replaces the two settings above. */
  readonly assignments?: readonly (readonly number[])[];
  readonly configs?: Readonly<Record<string, string>>;
}

/** The result for one topic. */
export interface TopicResult {
  readonly name: string;
  readonly error: KafkaError | null;
}

/** Options of {@link createTopics}. */
export interface CreateTopicsOptions extends AdminOptions {
  /** Whether the broker only validates the request. Default: false. */
  readonly validateOnly?: boolean;
}

const brokerDefault = -1;
/** First version with `validateOnly` (KIP-4); an older broker would create the topics. */
const validateOnlySince = 1;

/**
 * Creates topics with one request, and returns a result for each, in the order of `specs`.
 *
 * A new topic is usable once `awaitTopicsReady()` resolves. A name that is not valid gets an error
 * without a request; the others are created. Default for `timeoutMs`: 30 s.
 *
 * @throws {ConnectionLostError} If the connection ends before the response; topics may exist.
 */
export async function createTopics(
  client: KafkaClient,
  specs: readonly TopicSpec[],
  options: CreateTopicsOptions = {},
): Promise<TopicResult[]> {
  const refused = new Map(specs.map(({ name }) => [name, refusal(name)]));
  const sent = specs.filter(({ name }) => refused.get(name) === null);
  const answers = sent.length === 0 ? new Map() : await send(client, sent, options);
  return specs.map(({ name }) => ({
    name,
    error: refused.get(name) ?? answerFor(answers, name),
  }));
}

async function send(
  client: KafkaClient,
  specs: readonly TopicSpec[],
  options: CreateTopicsOptions,
): Promise<Map<string, KafkaError | null>> {
  const { topics } = await askController(client, {
    api: createTopicsApi,
    body: (timeoutMs) => ({
      topics: specs.map(toRequest),
      timeoutMs,
      validateOnly: options.validateOnly ?? false,
    }),
    codes: ({ topics }) => topics.map(({ errorCode }) => errorCode),
    ...(options.validateOnly && { minVersion: validateOnlySince }),
  }, options);
  return new Map(
    topics.map(({ name, errorCode, errorMessage }) => [
      name,
      toKafkaError(errorCode, errorMessage, { api: createTopicsApi, topic: name }),
    ]),
  );
}

function toRequest(spec: TopicSpec): {
  name: string;
  numPartitions: number;
  replicationFactor: number;
  assignments: { partitionIndex: number; brokerIds: readonly number[] }[];
  configs: { name: string; value: string }[];
} {
  return {
    name: spec.name,
    numPartitions: spec.partitions ?? brokerDefault,
    replicationFactor: spec.replicationFactor ?? brokerDefault,
    assignments: (spec.assignments ?? []).map((brokerIds, partitionIndex) => (
      { partitionIndex, brokerIds }
    )),
    configs: Object.entries(spec.configs ?? {}).map(([name, value]) => ({ name, value })),
  };
}

function refusal(name: string): KafkaError | null {
  const problem = topicNameProblem(name);
  return problem === null ? null : new KafkaError(errorCodes.INVALID_TOPIC_EXCEPTION, problem);
}

function answerFor(
  answers: ReadonlyMap<string, KafkaError | null>,
  name: string,
): KafkaError | null {
  const answer = answers.get(name);
  return answer === undefined ? omissionError() : answer;
}
