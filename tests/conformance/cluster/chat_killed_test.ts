import { writeThroughKills } from "../../support/chat/chat_writers.ts";
import { startKafka } from "../../support/kafka/kafka.ts";

Deno.test("wah chat loses, doubles and reorders nothing when Kafka is killed", async () => {
  await using kafka = await startKafka({ nodes: 1 });
  await writeThroughKills({
    brokers: kafka.brokers,
    kill: () => kafka.kill(1),
    start: () => kafka.start(1),
  });
});
