/**
 * Measures `wah consume TOPIC -f jsonl --decode registry -o :end` over 1,000,000 records of ten
 * fields in Avro and in Protobuf, next to a consumer in Python with Confluent's deserializers, both
 * with their output discarded: medians of alternating runs, and their ratio. Debian's kcat is built
 * without Avro.
 *
 * The registry is a small server in this process. Creates the topics if they do not exist. PYTHON
 * is a Python with the packages of tests/kafka/requirements.txt.
 *
 * deno run -A bench/decode_values.ts --python PYTHON [--brokers HOST:PORT] [--runs 3]
 */
import { parseArgs } from "node:util";
import { avroValueWriter } from "../lib/decode/avro/avro_encode.ts";
import { parseAvroSchema } from "../lib/decode/avro/avro_schema.ts";
import { messageWriter } from "../lib/decode/protobuf/message_writer.ts";
import { findType, loadProtoSchema } from "../lib/decode/protobuf/proto_schema.ts";
import { framePrefix } from "../lib/decode/registry/frame.ts";
import { createTopics } from "../lib/kafka/admin/create_topics.ts";
import { KafkaClient } from "../lib/kafka/client.ts";
import { parseAddresses } from "../lib/kafka/config.ts";
import { Producer } from "../lib/kafka/producer/producer.ts";
import { cliCommand } from "../tests/support/cli/cli_process.ts";
import { median } from "./median.ts";

const records = 1_000_000;
const recordsAtOnce = 10_000;
const [avroId, protobufId] = [1, 2];

const { values: options } = parseArgs({
  options: {
    brokers: { type: "string", default: "localhost:9092" },
    python: { type: "string", default: "python3" },
    runs: { type: "string", default: "3" },
  },
});
const { brokers, python } = options;

const fields = [
  ...["id long", "customer string", "status string", "amount double", "quantity int"] as const,
  ...["paid boolean", "created long", "country string", "note string", "score float"] as const,
].map((text) => text.split(" ") as [string, string]);

const avroSchema = JSON.stringify({
  type: "record",
  name: "Order",
  fields: fields.map(([name, type]) => ({ name, type })),
});
const protobufTypes: Readonly<Record<string, string>> = {
  long: "int64",
  int: "int32",
  boolean: "bool",
};
const protobufSchema = `syntax = "proto3"; message Order { ${
  fields.map(([name, type], index) => `${protobufTypes[type] ?? type} ${name} = ${index + 1};`)
    .join(" ")
} }`;

function order(index: number): Record<string, unknown> {
  return {
    id: 1_000_000_000 + index,
    customer: `customer-${index % 10_000}`,
    status: ["new", "paid", "sent"][index % 3],
    amount: index % 1000 / 4,
    quantity: index % 50,
    paid: index % 3 !== 0,
    created: 1_769_860_800_000 + index,
    country: ["FR", "DE", "IT"][index % 3],
    note: "leave the parcel at the door",
    score: index % 8 / 8,
  };
}

async function fill(
  topic: string,
  prefix: Uint8Array,
  encode: (value: unknown) => Uint8Array,
): Promise<void> {
  await using client = await KafkaClient.connect({
    brokers: parseAddresses(brokers),
    clientId: "bench",
  });
  const { topics } = await client.metadata({ topics: [topic] });
  if ((topics.get(topic)?.error ?? null) === null) return;
  await createTopics(client, [{ name: topic }], {});
  await using producer = await Producer.open(client, {});
  const sent: Promise<unknown>[] = [];
  for (let index = 0; index < records; index++) {
    const body = encode(order(index));
    const value = new Uint8Array(prefix.byteLength + body.byteLength);
    value.set(prefix);
    value.set(body, prefix.byteLength);
    sent.push(producer.send({ topic, key: null, value }));
    if (sent.length === recordsAtOnce) await Promise.all(sent.splice(0));
  }
  await Promise.all(sent);
}

const consumer = `
import json, sys
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
kind, brokers, registry, topic = sys.argv[1:5]
if kind == "avro":
    read, text = AvroDeserializer(SchemaRegistryClient({"url": registry})), json.dumps
else:
    F = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="order.proto", syntax="proto3")
    order = file.message_type.add(name="Order")
    kinds = {"long": F.TYPE_INT64, "string": F.TYPE_STRING, "double": F.TYPE_DOUBLE,
             "int": F.TYPE_INT32, "boolean": F.TYPE_BOOL, "float": F.TYPE_FLOAT}
    for number, (name, type) in enumerate(json.loads(sys.argv[5]), 1):
        order.field.add(name=name, number=number, type=kinds[type], label=1)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    made = message_factory.GetMessageClass(pool.FindMessageTypeByName("Order"))
    read = ProtobufDeserializer(made, {"use.deprecated.format": False})
    text = lambda message: json.dumps(json_format.MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True))
consumer = Consumer({"bootstrap.servers": brokers, "group.id": "bench",
                     "enable.partition.eof": True, "check.crcs": True})
consumer.assign([TopicPartition(topic, 0, 0)])
done = False
while not done:
    for message in consumer.consume(10000, 1.0):
        if message.error():
            done = True
            break
        print('{"topic":"%s","value":%s,"offset":%d}' % (
            topic, text(read(message.value(), None)), message.offset()))
consumer.close()
`;

async function timed(command: readonly string[]): Promise<number> {
  const [program = "", ...args] = command;
  const startMs = performance.now();
  const { success, stderr } = await new Deno.Command(program, {
    args,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
  return (performance.now() - startMs) / 1000;
}

function print(line: string): void {
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(line);
}

const schema = await loadProtoSchema(
  [{ name: "order.proto", text: protobufSchema }],
  () => Promise.resolve(undefined),
);
await fill(
  "bench-avro",
  framePrefix(avroId),
  avroValueWriter(parseAvroSchema(avroSchema), "value"),
);
await fill(
  "bench-protobuf",
  framePrefix(protobufId, [0]),
  messageWriter(findType(schema, "Order"), "value"),
);

const schemas: Readonly<Record<string, unknown>> = {
  [`/schemas/ids/${avroId}`]: { schema: avroSchema },
  [`/schemas/ids/${protobufId}`]: { schema: protobufSchema, schemaType: "PROTOBUF" },
};
await using server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen: () => {} },
  ({ url }) => Response.json(schemas[new URL(url).pathname] ?? null),
);
const registry = `http://127.0.0.1:${server.addr.port}`;

for (const kind of ["avro", "protobuf"]) {
  const topic = `bench-${kind}`;
  const flags = ["-f", "jsonl", "--decode", "registry", "--registry", registry, "-o", ":end"];
  const wah = cliCommand(["consume", topic, "-b", brokers, ...flags]);
  const peer = [python, "-c", consumer, kind, brokers, registry, topic, JSON.stringify(fields)];
  await timed(wah);
  const wahRuns: number[] = [];
  const peerRuns: number[] = [];
  for (let run = 0; run < Number(options.runs); run++) {
    wahRuns.push(await timed(wah));
    peerRuns.push(await timed(peer));
  }
  const [wahSeconds, peerSeconds] = [median(wahRuns), median(peerRuns)];
  const shown = (runs: readonly number[]): string => runs.map((run) => run.toFixed(2)).join(" ");
  print(`${kind}: wah ${wahSeconds.toFixed(2)} s (${shown(wahRuns)})`);
  print(`${kind}: Python ${peerSeconds.toFixed(2)} s (${shown(peerRuns)})`);
  print(`${kind}: ratio ${(wahSeconds / peerSeconds).toFixed(2)}`);
}
