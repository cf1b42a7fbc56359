import { incrementalAlterConfigs } from "../../wire/messages/44_incremental_alter_configs.ts";
import type { KafkaClient } from "../client.ts";
import { omissionError, toKafkaError } from "../kafka_error.ts";
import type { AdminOptions } from "./admin_options.ts";
import { askController } from "./ask_controller.ts";
import type { TopicResult } from "./create_topics.ts";

/** One change of a config. */
export interface ConfigChange {
  /**
   * `set` a value, `unset` it so that the default applies, or `append` to and `subtract` from a
   * config that is a list.
   */
  readonly kind: "set" | "unset" | "append" | "subtract";
  readonly name: string;
  /** Null for `unset`. */
  readonly value: string | null;
}

/** Options of {@link alterTopicConfigs}. */
export interface AlterConfigsOptions extends AdminOptions {
  /** Lets the broker check the changes and make none. Default: false. */
  readonly validateOnly?: boolean;
}

const topicResource = 2;
const operations = { set: 0, unset: 1, append: 2, subtract: 3 } as const;

/**
 * Makes the same changes to the configs of each topic, and leaves all other configs as they are
 * (KIP-339); results are in the order of `topics`.
 *
 * @throws {UnsupportedApiError} If the broker is older than Kafka 2.3.
 */
export async function alterTopicConfigs(
  client: KafkaClient,
  topics: readonly string[],
  changes: readonly ConfigChange[],
  options: AlterConfigsOptions = {},
): Promise<TopicResult[]> {
  const configs = changes.map(({ kind, name, value }) => ({
    name,
    configOperation: operations[kind],
    value,
  }));
  const { responses } = await askController(client, {
    api: incrementalAlterConfigs,
    body: () => ({
      resources: topics.map((resourceName) => ({
        resourceType: topicResource,
        resourceName,
        configs,
      })),
      validateOnly: options.validateOnly ?? false,
    }),
    codes: ({ responses }) => responses.map(({ errorCode }) => errorCode),
  }, options);
  const answers = new Map(
    responses.map(({ resourceName, errorCode, errorMessage }) => [
      resourceName,
      toKafkaError(errorCode, errorMessage, {
        api: incrementalAlterConfigs,
        topic: resourceName,
      }),
    ]),
  );
  return topics.map((name) => {
    const error = answers.get(name);
    return { name, error: error === undefined ? omissionError() : error };
  });
}
