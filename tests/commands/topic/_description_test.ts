import assert from "node:assert/strict";
import { descriptionText, descriptionView } from "../../../commands/topic/_description.ts";
import type { TopicDescription } from "../../../lib/kafka/admin/describe_topics.ts";
import { KafkaError, toKafkaError } from "../../../lib/kafka/kafka_error.ts";
import { errorCodes } from "../../../lib/wire/errors.ts";
import { describeConfigs } from "../../../lib/wire/messages/32_describe_configs.ts";

const output = { isTerminal: false, columns: 80, styled: false };

const config = {
  isDefault: true,
  isReadOnly: false,
  isSensitive: false,
  source: "DEFAULT_CONFIG",
} as const;

const orders: TopicDescription = {
  name: "orders",
  topicId: "00000000-0000-4000-8000-000000000001",
  isInternal: false,
  error: null,
  configsError: null,
  partitions: [
    {
      partition: 0,
      leader: 2,
      leaderEpoch: 5,
      replicas: [2, 3],
      inSyncReplicas: [2],
      offlineReplicas: [3],
      error: null,
      start: 4n,
      end: 10n,
      offsetsError: null,
    },
  ],
  configs: [
    { ...config, name: "cleanup.policy", value: "delete" },
    { ...config, name: "follower.replicas", value: "" },
    {
      ...config,
      name: "secret",
      value: null,
      isSensitive: true,
      source: "DYNAMIC_TOPIC_CONFIG",
      isDefault: false,
    },
  ],
};

const leaderless: TopicDescription = {
  ...orders,
  partitions: [
    ...orders.partitions,
    {
      ...orders.partitions[0]!,
      partition: 1,
      leader: null,
      inSyncReplicas: [],
      error: new KafkaError(errorCodes.LEADER_NOT_AVAILABLE),
      start: null,
      end: null,
    },
  ],
  configs: [],
};

Deno.test("descriptionText() shows partitions, and configs with who set them", async () => {
  const view = descriptionView(orders, new Map([["orders/0", 560n]]), { all: true });
  assert.equal(
    await descriptionText(view, output),
    `\
Topic:       orders
Id:          00000000-0000-4000-8000-000000000001
Partitions:  1
Replicas:    2
Offsets:     6
In sync:     1
Size:        560 B

PARTITION  LEADER  REPLICAS  IN-SYNC  START  END  OFFSETS   SIZE
        0       2  2,3       2            4   10        6  560 B

CONFIG             VALUE        SOURCE
cleanup.policy     delete       DEFAULT_CONFIG
follower.replicas  ""           DEFAULT_CONFIG
secret             (sensitive)  DYNAMIC_TOPIC_CONFIG
`,
  );
});

Deno.test("descriptionText() shows the problem of a partition", async () => {
  const view = descriptionView(leaderless, new Map([["orders/0", 560n]]), { all: true });
  const text = await descriptionText(view, output);
  assert.match(text, /\nOffsets: {5}-\nIn sync: {5}0\nSize: {8}-\n/);
  assert.match(text, /\n +1 +- +2,3 +- +- +- +- +- +[^\n]*leader[^\n]*\n/);
});

Deno.test("descriptionView() has null for values that are not reported", () => {
  const view = descriptionView(leaderless, new Map(), { all: true });
  assert.deepEqual([view.offsets, view.size], [null, null]);
  const [first, second] = view.partition_list;
  assert.deepEqual([first!.offsets, first!.size, first!.problem], [6n, null, null]);
  assert.deepEqual([second!.leader, second!.start, second!.end], [null, null, null]);
});

Deno.test("descriptionView() omits configs that have their default, unless asked for all", () => {
  const names = (all: boolean): string[] =>
    descriptionView(orders, new Map(), { all }).configs!.map(({ name }) => name);
  assert.deepEqual(names(true), ["cleanup.policy", "follower.replicas", "secret"]);
  assert.deepEqual(names(false), ["secret"]);
});

Deno.test("descriptionText() shows the right that is missing for the configs", async () => {
  const error = toKafkaError(29, null, { api: describeConfigs, topic: "orders" });
  const hidden = { ...orders, configs: [], configsError: error };
  const view = descriptionView(hidden, new Map(), { all: true });
  assert.equal(view.configs, null);
  assert.equal(view.configs_problem, 'not authorized for DescribeConfigs on topic "orders"');
  const text = await descriptionText(view, output);
  assert.match(text, /\nConfigs: {5}not authorized for DescribeConfigs on topic "orders"\n/);
  assert.doesNotMatch(text, /CONFIG +VALUE/);
});
