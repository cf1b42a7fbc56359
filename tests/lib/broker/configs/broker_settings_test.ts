import assert from "node:assert/strict";
import {
  BrokerSettings,
  brokerSettingTable,
} from "../../../../lib/broker/configs/broker_settings.ts";
import { invalidValue } from "../../../../lib/broker/configs/config_type.ts";
import { topicConfigTable } from "../../../../lib/broker/configs/topic_config_table.ts";

Deno.test("BrokerSettings returns Kafka's default unless a value is given", () => {
  const settings = new BrokerSettings([["num.partitions", "3"]]);
  assert.deepEqual([settings.number("num.partitions"), settings.isGiven("num.partitions")], [
    3,
    true,
  ]);
  assert.deepEqual([settings.get("message.max.bytes"), settings.isGiven("message.max.bytes")], [
    "1048588",
    false,
  ]);
  assert.equal(settings.boolean("auto.create.topics.enable"), true);
  assert.equal(settings.number("group.initial.rebalance.delay.ms"), 0);
});

Deno.test("BrokerSettings accepts retention in hours and minutes", () => {
  const retention = (...given: [string, string][]): string =>
    new BrokerSettings(given).get("log.retention.ms");
  assert.equal(retention(["log.retention.hours", "2"]), "7200000");
  assert.equal(retention(["log.retention.minutes", "3"]), "180000");
  assert.equal(retention(["log.retention.hours", "-1"]), "-1");
});

Deno.test("BrokerSettings rejects an unknown name and suggests the nearest one", () => {
  assert.throws(() => new BrokerSettings([["num.partition", "3"]]), {
    name: "UsageError",
    message: 'Cannot set "num.partition": this broker has no such setting',
    hint: "Did you mean num.partitions?",
  });
});

Deno.test("BrokerSettings lists its settings if none is near an unknown name", () => {
  assert.throws(() => new BrokerSettings([["nonsense", "1"]]), {
    name: "UsageError",
    hint: /^It has auto\.create\.topics\.enable, .*\bnum\.partitions\b/,
  });
});

Deno.test("BrokerSettings uses the finest unit of retention, in any order", () => {
  const hours: [string, string] = ["log.retention.hours", "2"];
  const milliseconds: [string, string] = ["log.retention.ms", "5"];
  assert.equal(new BrokerSettings([milliseconds, hours]).get("log.retention.ms"), "5");
  assert.equal(new BrokerSettings([hours, milliseconds]).get("log.retention.ms"), "5");
});

Deno.test("BrokerSettings rejects an invalid value", () => {
  assert.throws(() => new BrokerSettings([["num.partitions", "0"]]), {
    name: "UsageError",
    message: 'Cannot set num.partitions to "0": expected at least 1',
  });
  assert.throws(() => new BrokerSettings([["log.retention.hours", "x"]]), {
    name: "UsageError",
    message: 'Cannot set log.retention.hours to "x": expected a whole number',
  });
});

Deno.test("every config has a valid default and a sentence of documentation", () => {
  for (const config of [...topicConfigTable, ...brokerSettingTable]) {
    assert.equal(invalidValue(config, config.defaultValue), null, config.name);
    assert.match(config.documentation, /^[A-Z].*[^.]$/, config.name);
  }
});

Deno.test("the configs of a topic are sorted by name, without duplicates", () => {
  const names = topicConfigTable.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)].sort());
});
