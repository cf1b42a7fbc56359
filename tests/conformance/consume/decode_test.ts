import assert from "node:assert/strict";
import { broker } from "../../support/brokers/broker.ts";
import { type SentRecord, topicOf } from "../../support/brokers/records.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { startAdminApi } from "../../support/peers/admin_api.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const { brokers } = broker();

async function consume(topic: string, ...argv: readonly string[]): Promise<CliResult> {
  return await runCli(["consume", topic, "-o", ":end", ...argv], { brokers });
}

const hex = (text: string): Uint8Array => Uint8Array.fromHex(text.replaceAll(" ", ""));

const orders: readonly SentRecord[] = [
  { key: '{"id":1}', value: '{"amount":9007199254740993,"items":["a"]}' },
  { key: "2", value: "no JSON" },
  { key: null, value: null },
];

Deno.test("wah consume --decode prints JSON, or the reason why a value is not JSON", async () => {
  await using topic = await topicOf(orders);
  const { stdout, stderr, status } = await consume(topic.name, "--decode", "json", "-f", "jsonl");
  const lines = stdout.trimEnd().split("\n");
  const value = '"value":{"amount":9007199254740993,"items":["a"]}';
  assert.ok(lines[0]!.includes(`"key":"{\\"id\\":1}",${value},`));
  assert.match(lines[1]!, /"value":"no JSON",.*"offset":1,"decode_error":"not JSON: .*"}$/);
  assert.match(lines[2]!, /"value":null,"headers":\[\],.*"offset":2}$/);
  assert.equal(
    stderr.replace(/: not JSON: .*/, ""),
    "could not decode 1 record, printed as they are; " +
      `first "${topic.name}" partition 0 offset 1\n`,
  );
  assert.equal(status, 0);
});

Deno.test("wah consume --decode prints indented JSON, and text in a layout", async () => {
  await using topic = await topicOf(orders.slice(0, 1));
  const pretty = await consume(topic.name, "--decode", "json");
  assert.match(pretty.stdout, /\n {2}"value": {\n {4}"amount": 9007199254740993,\n {4}"items": \[/);
  const layout = await consume(topic.name, "--decode-key", "json", "-f", "%k %v %V\\n");
  assert.equal(layout.stdout, '{"id":1} {"amount":9007199254740993,"items":["a"]} 41\n');
});

Deno.test("wah consume --decode passes what it decodes to --where and --grep", async () => {
  const msgpack = hex("82 a1 61 05 a1 62 a1 78");
  await using topic = await topicOf([{ value: msgpack }, { value: hex("81 a1 61 06") }]);
  for (
    const [argv, offsets] of [
      [["--where", "value.a > 5"], "1 "],
      [["--where", 'has(value.b) && value.b == "x"'], "0 "],
      [["--grep", '"b":"x"'], "0 "],
    ] as const
  ) {
    const { stdout } = await consume(topic.name, "--decode", "msgpack", "-f", "%o ", ...argv);
    assert.equal(stdout, offsets, argv.join(" "));
  }
});

Deno.test("wah consume --decode --strict stops at the first failure", async () => {
  await using topic = await topicOf(orders);
  const { stdout, stderr, status } = await consume(
    ...[topic.name, "--decode", "json", "--strict", "-f", "%o\\n"] as const,
  );
  assert.equal(stdout, "0\n");
  assert.match(stderr, /^error: Cannot decode the record at "\S+" partition 0 offset 1: not JSON/);
  assert.equal(status, 1);
});

Deno.test("wah consume --decode auto decodes each value by what it looks like", async () => {
  await using topic = await topicOf([
    { value: '{"a":1}' },
    { value: "text" },
    { value: hex("81 a1 61 02") },
    { value: hex("ff 00") },
  ]);
  const { stdout } = await consume(topic.name, "--decode", "auto", "-f", "jsonl");
  const values = stdout.trimEnd().split("\n").map((line) => JSON.parse(line).value);
  assert.deepEqual(values, [{ a: 1 }, "text", { a: 2 }, { base64: "/wA=" }]);
});

Deno.test("wah consume --decode chat prints chat messages", async () => {
  await using topic = await topicOf([
    { value: "ann: hello" },
    { value: hex("0a 03 62 6f 62 12 02 68 69") },
    { value: "{}" },
  ]);
  const { stdout } = await consume(topic.name, "--decode", "chat", "-f", "%v\\n");
  assert.equal(
    stdout,
    '{"kind":"message","author":"ann","text":"hello"}\n' +
      '{"kind":"message","author":"bob","text":"hi"}\n{}\n',
  );
});

const orderProto = 'syntax = "proto3"; package shop; import "common/money.proto"; ' +
  "message Order { int64 id = 1; common.Money price = 2; }";
const moneyProto = 'syntax = "proto3"; package common; message Money { string currency = 1; }';

Deno.test("wah consume --decode protobuf reads files, imports and folders", async () => {
  await using folder = await tempFolder();
  await Deno.mkdir(folder.file("shop"));
  await Deno.mkdir(folder.file("common"));
  await Deno.writeTextFile(folder.file("shop/order.proto"), orderProto);
  await Deno.writeTextFile(folder.file("common/money.proto"), moneyProto);
  await using topic = await topicOf([
    { value: hex("08 05 12 05 0a 03 45 55 52") },
    { value: hex("00 00000007 00 08 05") },
    { value: hex("ff") },
  ]);
  for (
    const path of [`${folder.file("shop/order.proto")}:shop.Order`, `${folder.path}:shop.Order`]
  ) {
    const { stdout, stderr, status } = await consume(
      ...[topic.name, "--decode", `protobuf=${path}`, "-f", "%v{hex} %v\\n", "-n", "2"] as const,
    );
    assert.equal(
      stdout.replaceAll(/^\S+ /gm, ""),
      '{"id":5,"price":{"currency":"EUR"}}\n{"id":5}\n',
    );
    assert.deepEqual([stderr, status], ["", 0]);
  }
  const { stderr } = await consume(
    ...[topic.name, "--decode", `protobuf=${folder.file("shop/order.proto")}`] as const,
  );
  assert.match(stderr, /first "\S+" partition 0 offset 2: not a message of type shop.Order: /);
});

Deno.test("wah consume --decode avro reads the schema in a file", async () => {
  await using folder = await tempFolder();
  const file = folder.file("order.avsc");
  await Deno.writeTextFile(file, '{"type":"array","items":"int"}');
  await using topic = await topicOf([{ value: hex("02 0e 00") }]);
  const { stdout } = await consume(topic.name, "--decode", `avro=${file}`, "-f", "%v\\n");
  assert.equal(stdout, "[7]\n");
});

Deno.test("wah consume uses the decoders in wah.toml, unless a flag names one", async () => {
  await using folder = await tempFolder();
  await using topic = await topicOf([{ key: "[1]", value: "[2]" }]);
  const toml = `[decode]\n${topic.name} = "json"\nother = "protobuf=none.proto:A"\n` +
    `[decode_key]\n${topic.name} = "json"\n`;
  await Deno.writeTextFile(folder.file("wah.toml"), toml);
  const before = Deno.cwd();
  Deno.chdir(folder.path);
  try {
    for (
      const [argv, expected] of [
        [[], /"key":\[1\],"value":\[2\]/],
        [["--decode", "text"], /"key":\[1\],"value":"\[2\]"/],
      ] as const
    ) {
      const { stdout } = await consume(topic.name, "-f", "jsonl", ...argv);
      assert.match(stdout, expected);
    }
  } finally {
    Deno.chdir(before);
  }
});

Deno.test("wah consume --decode registry reads schemas as it meets their ids", async () => {
  const login: (string | null)[] = [];
  await using registry = startAdminApi(({ url, headers }) => {
    login.push(headers.get("authorization"));
    const id = Number(url.split("/").at(-1));
    if (id === 3) return Response.json({ error_code: 40403, message: "gone" }, { status: 404 });
    return Response.json({ schema: id === 1 ? '"int"' : '"string"' });
  });
  await using topic = await topicOf([
    { partition: 0, value: hex("00 00000001 0e"), timestamp: 1n },
    { partition: 1, value: hex("00 00000002 02 61"), timestamp: 2n },
    { partition: 0, value: hex("00 00000003 02 61"), timestamp: 3n },
    { partition: 0, value: hex("00 00000002 02 62"), timestamp: 4n },
  ], { partitions: 2 });
  const argv = [topic.name, "--decode", "registry", "--registry", registry.url.href] as const;
  const env = { WAH_REGISTRY_USER: "ada", WAH_REGISTRY_PASSWORD: "word" };
  const run = async (...more: readonly string[]): Promise<CliResult> =>
    await runCli(["consume", ...argv, "-o", ":end", ...more], { brokers, env });
  const sorted = await run("--sort", "time", "-f", "%v ");
  assert.equal(sorted.stdout, "7 a \u0000\u0000\u0000\u0000\u0003\u0002a b ");
  assert.match(sorted.stderr, /offset 1: the registry has no schema 3: gone\n$/);
  assert.equal((await run("--where", 'value == "b"', "--count")).stdout, "1\n");
  assert.deepEqual([...new Set(login)], ["Basic YWRhOndvcmQ="]);
});

Deno.test("wah consume --decode fails before it reads if something is missing", async () => {
  await using topic = await topicOf(orders);
  for (
    const [decoder, expected] of [
      ["registry", /^error: Cannot decode records by their schema ids: no schema registry is set/],
      ["xml", /^error: Cannot use "xml" for --decode: expected text, auto, json/],
      ["avro=none.avsc", /^error: Cannot read "none.avsc": no such file/],
      ["protobuf=none.proto:A", /^error: Cannot read ".*none.proto": no such file/],
    ] as const
  ) {
    const { stdout, stderr, status } = await consume(topic.name, "--decode", decoder);
    assert.match(stderr, expected);
    assert.deepEqual([stdout, status], ["", 2]);
  }
});
