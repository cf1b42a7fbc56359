import assert from "node:assert/strict";
import { exactNumber } from "../../../lib/text/exact_number.ts";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import {
  confluentPython,
  registryFolder,
  runConfluent,
  type SchemaRegistry,
  startRegistry,
} from "../../support/kafka/registry.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const { brokers } = broker();
const peer = new URL("../../support/kafka/confluent_peer.py", import.meta.url);
const kinds = ["avro", "json", "protobuf"] as const;

async function wah(registry: SchemaRegistry, argv: readonly string[], stdin = ""): Promise<string> {
  const { stdout, stderr, status } = await run(registry, argv, stdin);
  assert.deepEqual([stderr, status], ["", 0]);
  return stdout;
}

async function run(
  { url }: SchemaRegistry,
  argv: readonly string[],
  stdin = "",
): Promise<CliResult> {
  return await runCli(argv, { brokers, stdin, env: { WAH_REGISTRY_URL: url } });
}

const order = {
  id: 9007199254740993n,
  name: "Zoë",
  price: "-12.34",
  tags: ["a", "b"],
  counts: { x: 1 },
  state: "PAID",
  at: "2026-01-31T12:00:00.123Z",
  day: "2026-01-31",
  maybe: null,
  number: 2.5,
  ratio: 0.1,
  raw: { base64: "AP8BAg==" },
  child: null,
};
const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_, part) => typeof part === "bigint" ? exactNumber(part) : part);

const written = {
  avro: [jsonOf({ ...order, child: order })],
  json: ['{"amount":3.5}'],
  protobuf: ['{"x":5}', '{"id":-7}', '{"big":18446744073709551615,"names":["é"]}'],
};

async function checkPeers(registry: SchemaRegistry): Promise<void> {
  const prefix = uniqueTopic("registry");
  const topics = kinds.map((kind) => `${prefix}-${kind}`);
  await wah(registry, ["topic", "create", ...topics]);
  await runConfluent(peer, ["write", brokers, registry.url, prefix]);
  for (const kind of kinds) {
    const argv = ["consume", `${prefix}-${kind}`, "--decode", "registry", "-o", ":end"];
    const lines = (await wah(registry, [...argv, "-f", "%v\\n"])).trimEnd().split("\n");
    assert.deepEqual(lines, written[kind]);
  }
  await wah(registry, ["topic", "delete", "-y", "-q", ...topics]);
  await wah(registry, ["topic", "create", ...topics]);
  for (const kind of kinds) {
    const type = kind === "protobuf" ? ["--schema-type", "shop.Outer.Inner"] : [];
    const value = written[kind].at(-1)!;
    const argv = ["produce", `${prefix}-${kind}`, "--schema", "topic", ...type];
    await wah(registry, argv, `${value}\n`);
  }
  const read = await runConfluent(peer, ["read", brokers, registry.url, prefix]);
  const values = read.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(values.map(([kind]) => kind), [...kinds]);
  const [[, avro], [, json], [, protobuf]] = values;
  assert.match(read, /"id": 9007199254740993, "name": "Zo\\u00eb", "price": "-12.34"/);
  assert.deepEqual([avro.state, avro.day, avro.number, avro.child.tags], [
    "PAID",
    "2026-01-31",
    2.5,
    ["a", "b"],
  ]);
  assert.deepEqual(json, { amount: 3.5 });
  assert.deepEqual(protobuf, { big: "18446744073709551615", names: ["é"] });
}

async function register(
  { url }: SchemaRegistry,
  subject: string,
  schema: object,
): Promise<number> {
  const response = await fetch(`${url}/subjects/${subject}/versions`, {
    method: "POST",
    headers: { "content-type": "application/vnd.schemaregistry.v1+json" },
    body: JSON.stringify(schema),
  });
  const { id } = await response.json();
  return id;
}

async function checkReferences(registry: SchemaRegistry): Promise<void> {
  const topic = uniqueTopic("registry");
  const money = 'syntax = "proto3"; package common; message Money { string unit = 1; }';
  await register(registry, "money", { schemaType: "PROTOBUF", schema: money });
  await register(registry, `${topic}-value`, {
    schemaType: "PROTOBUF",
    schema: 'syntax = "proto3"; package shop; import "common/money.proto"; ' +
      "message Order { int64 id = 1; common.Money price = 2; }",
    references: [{ name: "common/money.proto", subject: "money", version: 1 }],
  });
  await wah(registry, ["topic", "create", topic]);
  const value = '{"id":5,"price":{"unit":"EUR"}}';
  await wah(registry, ["produce", topic, value, "--schema", "topic"]);
  const argv = ["consume", topic, "--decode", "auto", "-o", ":end", "-f", "%v"];
  assert.equal(await wah(registry, argv), value);
  const wrong = await run(registry, ["produce", topic, '{"id":"x"}', "--schema", "topic"]);
  assert.match(wrong.stderr, /^error: argument 1: value.id: expected a number of type int64/);
}

async function checkCommands(registry: SchemaRegistry): Promise<void> {
  const subject = uniqueTopic("subject");
  const record = (fields: unknown): string => JSON.stringify({ type: "record", name: "A", fields });
  const first = record([{ name: "a", type: "int" }]);
  const id = await register(registry, subject, { schema: first });
  await fetch(`${registry.url}/config/${subject}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: '{"compatibility":"BACKWARD"}',
  }).then((response) => response.body?.cancel());
  const list = JSON.parse(await wah(registry, ["schema", "list", "-o", "json"]));
  assert.deepEqual(
    list.subjects.find((each: { subject: string }) => each.subject === subject),
    { subject, schema_version: 1, id, type: "AVRO" },
  );
  assert.equal(await wah(registry, ["schema", "show", `${subject}:1`]), `${first}\n`);
  assert.equal(await wah(registry, ["schema", "show", `${id}`]), `${first}\n`);
  await using folder = await tempFolder();
  const file = folder.file("a.avsc");
  const more = { name: "b", type: "int" };
  await Deno.writeTextFile(file, record([{ name: "a", type: "int" }, { ...more, default: 1 }]));
  const text = await wah(registry, ["schema", "check", subject, file]);
  assert.match(text, /^compatible with /);
  await Deno.writeTextFile(file, record([{ name: "a", type: "int" }, more]));
  const { stdout, stderr, status } = await run(registry, ["schema", "check", subject, file]);
  assert.match(stdout, /^not compatible with /);
  assert.match(stderr, /^error: Cannot use ".*" as the next version of ".*": it is not compatible/);
  assert.equal(status, 1);
}

Deno.test({
  name: "wah exchanges records with Confluent's client through a schema registry",
  ignore: registryFolder === undefined || confluentPython === undefined,
  fn: async () => {
    await using registry = await startRegistry(registryFolder!);
    await checkPeers(registry);
  },
});

Deno.test({
  name: "wah schema, produce --schema and consume --decode use a schema registry",
  ignore: registryFolder === undefined,
  fn: async () => {
    await using registry = await startRegistry(registryFolder!);
    await checkReferences(registry);
    await checkCommands(registry);
  },
});
