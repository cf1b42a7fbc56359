/**
 * Reads a topic as a member of a group with @platformatic/kafka, prints `partition offset value`
 * lines, and leaves the group at SIGTERM: `_member.ts HOST:PORT TOPIC GROUP`.
 */
import { Consumer, stringDeserializers } from "@platformatic/kafka";

const [broker, topic, groupId] = Deno.args as [string, string, string];
const consumer = new Consumer({
  ...{ clientId: "platformatic", bootstrapBrokers: [broker], groupId },
  ...{ autocommit: false, maxWaitTime: 100, heartbeatInterval: 200 },
  deserializers: stringDeserializers,
});
const stream = await consumer.consume({
  topics: [topic],
  mode: "committed",
  fallbackMode: "earliest",
});
async function leave(): Promise<void> {
  Deno.removeSignalListener("SIGTERM", leave);
  await stream.close();
  await consumer.close();
}
Deno.addSignalListener("SIGTERM", leave);
for await (const message of stream) {
  const { partition, offset, value } = message;
  Deno.stdout.writeSync(new TextEncoder().encode(`${partition} ${offset} ${value}\n`));
  await message.commit();
}
