import { describeConfigs } from "../../lib/wire/messages/32_describe_configs.ts";
import { alterConfigs } from "../../lib/wire/messages/33_alter_configs.ts";
import { incrementalAlterConfigs } from "../../lib/wire/messages/44_incremental_alter_configs.ts";
import { listConfigResources } from "../../lib/wire/messages/74_list_config_resources.ts";
import { uniqueTopic } from "../support/brokers/broker.ts";
import { differential, type Pair } from "./_pair.ts";

const topicType = 2;
const brokerType = 4;
const brokerLoggerType = 8;
const clientMetricsType = 16;
const groupType = 32;

const operations = { set: 0, delete: 1, append: 2, subtract: 3 } as const;

const toleratedOfChanges = {
  '\\[""\\].errorCode is 42 INVALID_REQUEST in Kafka, 17 INVALID_TOPIC_EXCEPTION here':
    "a topic without a name is refused by both",
};

/** Compares all configs of a topic once both brokers report the change. */
async function describe(pair: Pair, topic: string, what: string): Promise<void> {
  await pair.compare(what, {
    api: describeConfigs,
    body: ({ version }) => ({
      resources: [{ resourceType: topicType, resourceName: topic, configurationKeys: null }],
      includeSynonyms: true,
      includeDocumentation: version >= 3,
    }),
  });
}

differential("DescribeConfigs of topics", async (pair) => {
  const topic = await pair.createTopic({
    configs: { "retention.ms": "3600000", "cleanup.policy": "compact,delete" },
  });
  await describe(pair, topic, "all");
  const ask = async (
    what: string,
    resourceName: string,
    configurationKeys: string[] | null,
    resourceType = topicType,
  ): Promise<void> => {
    await pair.compare(what, {
      api: describeConfigs,
      body: { resources: [{ resourceType, resourceName, configurationKeys }] },
      tolerated: {
        "(message.max.bytes|min.insync.replicas)\\].readOnly is false":
          "its settings are given when it starts",
      },
    });
  };
  await ask("some", topic, ["retention.ms", "max.message.bytes"]);
  await ask("an unknown one", topic, ["no.such.config", "retention.ms"]);
  await ask("none", topic, []);
  await ask("one twice", topic, ["retention.ms", "retention.ms"]);
  for (const name of [uniqueTopic("missing"), "no good", ""]) await ask(`"${name}"`, name, null);
  for (const type of [0, 1, 3, 5, 64, 99]) await ask(`type ${type}`, topic, null, type);
  await ask("another broker", "9", null, brokerType);
  await ask("no broker", "one", null, brokerType);
  await ask("settings that both have", "1", ["num.partitions", "message.max.bytes"], brokerType);
});

differential("DescribeConfigs of groups, client metrics, loggers and the cluster", async (pair) => {
  const ask = async (
    resourceType: number,
    resourceName: string,
    configurationKeys: string[] | null = null,
  ): Promise<void> => {
    await pair.compare(`type ${resourceType}, "${resourceName}", ${configurationKeys}`, {
      api: describeConfigs,
      body: {
        resources: [{ resourceType, resourceName, configurationKeys }],
        includeSynonyms: true,
      },
      tolerated: { "\\].readOnly is false": "nothing of these can be set here" },
    });
  };
  for (const type of [groupType, clientMetricsType]) {
    for (const name of [pair.name, ""]) await ask(type, name);
  }
  await ask(groupType, pair.name, ["consumer.session.timeout.ms", "no.such"]);
  await ask(clientMetricsType, pair.name, ["interval.ms"]);
  await ask(brokerLoggerType, "1", ["no.such.logger"]);
  for (const name of ["", "9", "one"]) await ask(brokerLoggerType, name);
  await ask(brokerType, "");
  await ask(brokerType, "", ["num.partitions"]);
  await ask(brokerType, "1", ["min.insync.replicas"]);
});

differential("ListConfigResources", async (pair) => {
  const topic = await pair.createTopic();
  const ask = async (what: string, resourceTypes: number[], versions = [1]): Promise<void> => {
    await pair.compare(what, {
      api: listConfigResources,
      versions,
      body: { resourceTypes },
      // Other tests have topics, and groups with configs, too.
      pick: ({ configResources, ...rest }) => ({
        ...rest,
        found: configResources.filter(({ resourceName }) => ["1", topic].includes(resourceName))
          .sort((left, right) => left.resourceType - right.resourceType),
      }),
    });
  };
  await ask("client metrics", [], [0]);
  await ask("all", []);
  for (const type of [topicType, brokerType, brokerLoggerType, clientMetricsType, groupType]) {
    await ask(`type ${type}`, [type]);
  }
  for (const types of [[0], [1], [99], [2, 2], [2, 99]]) await ask(`types ${types}`, types);
});

differential("IncrementalAlterConfigs", async (pair) => {
  const topic = await pair.createTopic({ configs: { "retention.ms": "1000" } });
  const ask = async (
    what: string,
    changes: readonly (readonly [keyof typeof operations, string, string | null])[],
    options: { name?: string; validateOnly?: boolean; type?: number } = {},
  ): Promise<void> => {
    await pair.compare(what, {
      api: incrementalAlterConfigs,
      body: {
        resources: [{
          resourceType: options.type ?? topicType,
          resourceName: options.name ?? topic,
          configs: changes.map(([operation, name, value]) => ({
            configOperation: operations[operation],
            name,
            value,
          })),
        }],
        validateOnly: options.validateOnly ?? false,
      },
      tolerated: {
        '\\[""\\].errorCode is 42 INVALID_REQUEST in Kafka, 17':
          "a topic without name is refused too",
      },
    });
  };
  await ask("set two", [["set", "retention.bytes", "5"], ["set", "max.message.bytes", "99999"]]);
  await ask("delete one", [["delete", "retention.ms", null]]);
  await ask("delete one that is not set", [["delete", "segment.ms", null]]);
  await ask("append", [["append", "cleanup.policy", "compact"]]);
  await ask("append again", [["append", "cleanup.policy", "compact"]]);
  await ask("subtract", [["subtract", "cleanup.policy", "delete"]]);
  await ask("subtract what is not in it", [["subtract", "cleanup.policy", "delete"]]);
  await ask("append to a number", [["append", "retention.ms", "5"]]);
  await ask("an unknown config", [["set", "no.such.config", "1"]]);
  await ask("delete an unknown config", [["delete", "no.such.config", null]]);
  await ask("a bad value", [["set", "retention.ms", "soon"]]);
  await ask("null", [["set", "retention.ms", null]]);
  await ask("a good and a bad one", [["set", "segment.ms", "9"], ["set", "retention.ms", "soon"]]);
  await ask("one twice", [["set", "segment.ms", "9"], ["set", "segment.ms", "10"]]);
  await ask("a check", [["set", "segment.ms", "99"]], { validateOnly: true });
  await ask("a check of a bad value", [["set", "segment.ms", "x"]], { validateOnly: true });
  await ask("nothing", []);
  for (const name of [uniqueTopic("missing"), "no good", ""]) {
    await ask(`topic "${name}"`, [["set", "segment.ms", "99"]], { name });
  }
  for (const type of [0, 1, 5, 99]) {
    await ask(`type ${type}`, [["set", "segment.ms", "99"]], { type });
  }
  for (const name of ["1", "", "9"]) {
    const throttle = "leader.replication.throttled.rate";
    await ask(`delete what broker "${name}" has not`, [["delete", throttle, null]], {
      name,
      type: brokerType,
    });
  }
  await pair.settleConfig(topic, "cleanup.policy", "compact");
  await describe(pair, topic, "the result");
});

/** A topic that is named twice is not among them, because Kafka never responds to it. */
differential("AlterConfigs", async (pair) => {
  const topic = await pair.createTopic({ configs: { "retention.ms": "1000" } });
  const ask = async (
    what: string,
    configs: readonly (readonly [name: string, value: string | null])[],
    options: { name?: string; validateOnly?: boolean; type?: number } = {},
  ): Promise<void> => {
    await pair.compare(what, {
      api: alterConfigs,
      body: {
        resources: [{
          resourceType: options.type ?? topicType,
          resourceName: options.name ?? topic,
          configs: configs.map(([name, value]) => ({ name, value })),
        }],
        validateOnly: options.validateOnly ?? false,
      },
      tolerated: toleratedOfChanges,
    });
  };
  await ask("an unknown config", [["no.such.config", "1"]]);
  await ask("a bad value", [["retention.ms", "soon"]]);
  await ask("null", [["retention.ms", null]]);
  await ask("one twice", [["segment.ms", "9"], ["segment.ms", "10"]]);
  await ask("a check", [["segment.ms", "99"]], { validateOnly: true });
  for (const name of [uniqueTopic("missing"), "no good", ""]) {
    await ask(`topic "${name}"`, [["segment.ms", "99"]], { name });
  }
  for (const type of [0, 1, 99]) await ask(`type ${type}`, [["segment.ms", "99"]], { type });
  await ask("another set", [["max.message.bytes", "77777"], ["cleanup.policy", "compact"]]);
  await pair.settleConfig(topic, "max.message.bytes", "77777");
  await describe(pair, topic, "the result");
});
