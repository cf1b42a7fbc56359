import assert from "node:assert/strict";
import { broker } from "../../support/brokers/broker.ts";
import { topicOf } from "../../support/brokers/records.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { startAdminApi } from "../../support/peers/admin_api.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const { brokers } = broker();

const order = JSON.stringify({
  type: "record",
  name: "Order",
  fields: [{ name: "id", type: "long" }, { name: "note", type: ["null", "string"] }],
});
const proto = 'syntax = "proto3"; message First { int32 x = 1; } message Second { string s = 1; }';
const jsonSchema = '{"type":"object","properties":{"a":{"type":"integer"}}}';

const schemas: Readonly<Record<string, unknown>> = {
  "/schemas/ids/7": { schema: order },
  "/schemas/ids/8": { schema: proto, schemaType: "PROTOBUF" },
  "/schemas/ids/9": { schema: jsonSchema, schemaType: "JSON" },
  "/schemas/ids/10": { schema: '"string"' },
  "/subjects/any/versions/latest": { id: 10, version: 2, schema: '"string"' },
  "/subjects/any/versions/1": { id: 7, version: 1, schema: order },
};

/** Serves the schemas, and for each topic the subject of its values. */
function startRegistry(): ReturnType<typeof startAdminApi> {
  return startAdminApi(({ url }) => {
    const { pathname } = new URL(url);
    const isOfTopic = /^\/subjects\/.*-value\/versions\/latest$/.test(pathname);
    const found = isOfTopic ? { id: 7, version: 1, schema: order } : schemas[pathname];
    const absent = { error_code: 40401, message: "Subject not found" };
    return found === undefined ? Response.json(absent, { status: 404 }) : Response.json(found);
  });
}

async function produce(
  argv: readonly string[],
  stdin: string,
  registry?: URL,
): Promise<CliResult> {
  const address = registry === undefined ? [] : ["--registry", registry.href];
  return await runCli(["produce", ...argv, ...address], { brokers, stdin });
}

async function values(topic: string, ...argv: readonly string[]): Promise<string> {
  const { stdout } = await runCli(["consume", topic, "-o", ":end", ...argv], { brokers });
  return stdout;
}

Deno.test("wah produce --schema encodes values, with their schema id", async () => {
  await using registry = startRegistry();
  for (
    const [schema, input, expected] of [
      [["7"], '{"id":9007199254740993,"note":null}', "00000000078280808080808020" + "00"],
      [["topic"], '{"id":1,"note":"a"}', "000000000702020261"],
      [["any:1"], '{"id":1,"note":null}', "00000000070200"],
      [["any"], '"a"', "000000000a0261"],
      [["8"], '{"x":5}', "0000000008000805"],
      [["8", "--schema-type", "Second"], '{"s":"a"}', "000000000802020a0161"],
      [["9"], '{"a": 1}', "00000000097b2261223a20317d"],
    ] as const
  ) {
    await using topic = await topicOf([]);
    const { stderr, status } = await produce(
      [topic.name, "--schema", ...schema],
      `${input}\n`,
      registry.url,
    );
    assert.deepEqual([stderr, status], ["", 0]);
    assert.equal(await values(topic.name, "-f", "%v{hex}"), expected);
  }
});

Deno.test("wah produce --schema reports the field of a value that does not fit", async () => {
  await using registry = startRegistry();
  await using topic = await topicOf([]);
  const lines = ['{"id":1,"note":null}', '{"id":"a","note":null}', "{", '{"id":2,"note":"b"}'];
  const { stderr, status } = await produce(
    [topic.name, "--schema", "7"],
    `${lines.join("\n")}\n`,
    registry.url,
  );
  assert.match(stderr, /^error: line 2: value.id: expected an integer of 64 bits, found "a"\n/);
  assert.match(stderr, /\nerror: line 3: not JSON: .*\nerror: Cannot write 2 of 4 records/);
  assert.equal(status, 1);
  assert.equal(
    await values(topic.name, "-f", "%v{hex} "),
    "00000000070200 000000000704020262 ",
  );
});

Deno.test("wah produce --schema checks values of a JSON schema", async () => {
  await using registry = startRegistry();
  await using topic = await topicOf([]);
  const { stderr } = await produce([topic.name, "--schema", "9"], '{"a":"x"}\n', registry.url);
  assert.match(stderr, /^error: line 1: value.a: instance type "string" is invalid/);
});

Deno.test("wah produce --schema -f jsonl writes what consume --decode prints", async () => {
  await using registry = startRegistry();
  await using source = await topicOf([]);
  await using target = await topicOf([]);
  const lines = [
    '{"key":"k","value":{"id":9007199254740993,"note":"é"}}',
    '{"key":"d","value":null}',
  ];
  const schema = ["--schema", "7", "--schema-key", "10"];
  await produce([source.name, "-f", "jsonl", ...schema], lines.join("\n"), registry.url);
  const decode = ["--decode", "registry", "--decode-key", "avro", "--registry", registry.url.href];
  const decoded = await values(source.name, "-f", "jsonl", ...decode);
  const copying = await produce([target.name, "-f", "jsonl", ...schema], decoded, registry.url);
  assert.deepEqual([copying.stderr, copying.status], ["", 0]);
  const layout = ["-f", "%k{hex} %v{hex} %d\\n"];
  const written = await values(source.name, ...layout);
  assert.equal(await values(target.name, ...layout), written);
  assert.match(written, /^000000000a026b 0000000007/);
  const undecoded = '{"value":"x","decode_error":"it is cut short"}';
  const { stderr } = await produce(
    [target.name, "-f", "jsonl", ...schema],
    undecoded,
    registry.url,
  );
  assert.match(stderr, /^error: line 1: it was not decoded: it is cut short\n/);
});

Deno.test("wah produce --schema encodes with a file, without a schema id", async () => {
  await using folder = await tempFolder();
  await Deno.writeTextFile(folder.file("a.avsc"), order);
  await Deno.writeTextFile(folder.file("a.proto"), proto);
  for (
    const [schema, input, expected] of [
      [`avro=${folder.file("a.avsc")}`, '{"id":1,"note":null}', "0200"],
      [`protobuf=${folder.file("a.proto")}:Second`, '{"s":"a"}', "0a0161"],
    ] as const
  ) {
    await using topic = await topicOf([]);
    const { stderr } = await produce([topic.name, input, "--schema", schema], "");
    assert.equal(stderr, "");
    assert.equal(await values(topic.name, "-f", "%v{hex}"), expected);
  }
});

Deno.test("wah produce --schema fails before it writes if the schema is missing", async () => {
  await using registry = startRegistry();
  await using topic = await topicOf([]);
  for (
    const [argv, expected, status] of [
      [["--schema", "99"], /^error: Cannot read schema 99: .* answers "Subject not found"/, 1],
      [["--schema", "none"], /^error: Cannot read the latest version of subject "none": /, 1],
      [["--schema", "8", "--schema-type", "Third"], /^error: Cannot find the message type/, 1],
      [["--schema-type", "Third"], /^error: Cannot use --schema-type: it is for --schema/, 2],
      [["--schema", "avro=none.avsc"], /^error: Cannot read "none.avsc": no such file/, 2],
    ] as const
  ) {
    const result = await produce([topic.name, ...argv], "{}\n", registry.url);
    assert.match(result.stderr, expected);
    assert.equal(result.status, status);
  }
  const without = await produce([topic.name, "--schema", "7"], "{}\n");
  assert.match(without.stderr, /^error: Cannot encode records .*: no schema registry is set/);
  assert.equal(without.status, 2);
});
