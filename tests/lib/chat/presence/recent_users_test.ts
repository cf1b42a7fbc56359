import assert from "node:assert/strict";
import { seatKey, seatValue } from "../../../../lib/chat/presence/presence_record.ts";
import { presenceTopic } from "../../../../lib/chat/own_topics.ts";
import { recentUsers } from "../../../../lib/chat/presence/recent_users.ts";
import { createTopics } from "../../../../lib/kafka/admin/create_topics.ts";
import { KafkaClient } from "../../../../lib/kafka/client.ts";
import { Producer } from "../../../../lib/kafka/producer/producer.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";
import { startEmbeddedBroker } from "../../../support/brokers/embedded_broker.ts";
import { parseAddresses } from "../../../../lib/kafka/config.ts";

Deno.test("recentUsers() returns each user of the presence topic once, by name", async () => {
  await using started = await startEmbeddedBroker();
  await using client = await KafkaClient.connect({ brokers: parseAddresses(started.brokers) });
  const { signal } = new AbortController();
  assert.deepEqual(await recentUsers(client, { signal }), []);
  await createTopics(client, [{ name: presenceTopic, partitions: 1 }], { signal });
  await using producer = await Producer.open(client, {});
  const seats = [["room", "zoe"], ["room", "ann"], ["other", "zoe"]] as const;
  const records = seats.map(([room, user], index) => ({
    topic: presenceTopic,
    key: seatKey({ room, user, session: `s${index}` }),
    value: seatValue(1_000),
  }));
  const invalid = { topic: presenceTopic, key: utf8("no seat"), value: utf8("{}") };
  await Promise.all([...records, invalid].map((record) => producer.send(record)));
  assert.deepEqual(await recentUsers(client, { signal }), ["ann", "zoe"]);
});
