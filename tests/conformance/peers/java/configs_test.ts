import assert from "node:assert/strict";
import { uniqueTopic } from "../../../support/brokers/broker.ts";
import { onBoth } from "./_tools.ts";

const tool = "kafka.admin.ConfigCommand";

onBoth("kafka-configs sets, describes and deletes configs of a topic", async (target) => {
  const topic = uniqueTopic("tool-configs");
  await target.createTopic(topic, ["--config", "segment.bytes=2000000"]);
  const done = [`Completed updating config for topic ${topic}.`];
  const some = "cleanup.policy=compact,max.message.bytes=2000";
  await target.prints(tool, ["--alter", "--topic", topic, "--add-config", some], done);
  await target.prints(
    tool,
    ["--alter", "--topic", topic, "--delete-config", "segment.bytes"],
    done,
  );
  await target.prints(tool, ["--describe", "--topic", topic], [
    `Dynamic configs for topic ${topic} are:`,
    "  cleanup.policy=compact sensitive=false synonyms={" +
    "DYNAMIC_TOPIC_CONFIG:cleanup.policy=compact, DEFAULT_CONFIG:log.cleanup.policy=delete}",
    "  max.message.bytes=2000 sensitive=false synonyms={" +
    "DYNAMIC_TOPIC_CONFIG:max.message.bytes=2000, DEFAULT_CONFIG:message.max.bytes=1048588}",
  ]);
  await target.prints(tool, ["--alter", "--topic", topic, "--delete-config", "segment.bytes"], [], {
    status: 1,
    stderr: "Invalid config(s): segment.bytes\n",
  });
});

onBoth("kafka-configs reports an invalid value and an unknown config", async (target) => {
  const topic = uniqueTopic("tool-configs");
  await target.createTopic(topic);
  const reasons = {
    // The wording after the colon differs.
    "retention.ms=soon": "Invalid value soon for configuration retention.ms: ",
    "no.such=1": "Unknown topic config name: no.such\n",
  };
  for (const [config, reason] of Object.entries(reasons)) {
    const found = await target.run(tool, ["--alter", "--topic", topic, "--add-config", config]);
    assert.equal(found.status, 1);
    assert.equal(found.stdout, "");
    assert.ok(found.stderr.includes(`.InvalidConfigurationException: ${reason}`), found.stderr);
  }
});
