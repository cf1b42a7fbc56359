/**
 * Reads a topic as a member of a group with kafkajs, prints `partition offset value` lines, and
 * leaves the group at SIGTERM: `_kafkajs_member.ts HOST:PORT TOPIC GROUP`.
 */
import { Kafka, logLevel } from "kafkajs";

const [broker, topic, groupId] = Deno.args as [string, string, string];
const kafka = new Kafka({ clientId: "kafkajs", brokers: [broker], logLevel: logLevel.NOTHING });
const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100, heartbeatInterval: 200 });
await consumer.connect();
await consumer.subscribe({ topics: [topic], fromBeginning: true });
await consumer.run({
  eachMessage({ partition, message }): Promise<void> {
    const line = `${partition} ${message.offset} ${message.value}\n`;
    Deno.stdout.writeSync(new TextEncoder().encode(line));
    return Promise.resolve();
  },
});
async function leave(): Promise<void> {
  Deno.removeSignalListener("SIGTERM", leave);
  await consumer.disconnect();
}
Deno.addSignalListener("SIGTERM", leave);
