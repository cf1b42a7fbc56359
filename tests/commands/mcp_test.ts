import assert from "node:assert/strict";
// The package names its types by paths without ".js", and its modules by paths with it.
// @ts-types="@modelcontextprotocol/sdk/client/index"
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
// @ts-types="@modelcontextprotocol/sdk/client/stdio"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { broker, uniqueTopic } from "../support/brokers/broker.ts";
import { runCli, spawnCli } from "../support/cli/cli.ts";
import { cliCommand, cliEnvironment } from "../support/cli/cli_process.ts";

const { brokers } = broker();

/** A client of `wah mcp`, which runs as a process of its own with the permissions of a task. */
class Agent implements AsyncDisposable {
  readonly #client = new Client({ name: "test", version: "1" });
  readonly #transport: StdioClientTransport;

  constructor(flags: readonly string[], env: Readonly<Record<string, string>>) {
    const [command, ...args] = cliCommand(["mcp", ...flags]);
    const environment = { ...cliEnvironment(), ...env };
    this.#transport = new StdioClientTransport({ command, args, env: environment, stderr: "pipe" });
  }

  /** Connects and returns the agent. */
  static async start(
    flags: readonly string[] = [],
    env: Readonly<Record<string, string>> = { WAH_BROKERS: brokers },
  ): Promise<Agent> {
    const agent = new Agent(flags, env);
    await agent.#client.connect(agent.#transport);
    return agent;
  }

  get instructions(): string {
    return this.#client.getInstructions() ?? "";
  }

  async tools(): ReturnType<Client["listTools"]> {
    return await this.#client.listTools();
  }

  /** Calls a tool; returns the texts of its answer. */
  async call(
    name: string,
    args: Readonly<Record<string, unknown>> = {},
  ): Promise<{ texts: string[]; isError: boolean }> {
    const { content, isError = false } = await this.#client.callTool({ name, arguments: args });
    const texts = (content as { text: string }[]).map(({ text }) => text);
    return { texts, isError: isError as boolean };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }
}

/** The client of the SDK leaves a timer behind when it closes, and waits for it in no way. */
function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
}

const readTools = [
  ...["list_topics", "describe_topic", "read_records", "list_groups", "describe_group"],
  ...["group_lag", "health", "doctor"],
];

/** Creates a topic with records; returns its name. */
async function topicOf(values: readonly string[]): Promise<string> {
  const topic = uniqueTopic("mcp");
  await runCli(["topic", "create", topic], { brokers });
  const input = values.map((value) => `${JSON.stringify({ value })}\n`).join("");
  const produced = await runCli(["produce", topic, "-f", "jsonl"], { brokers, stdin: input });
  assert.equal(produced.status, 0, produced.stderr);
  return topic;
}

function names({ tools }: Awaited<ReturnType<Agent["tools"]>>): string[] {
  return tools.map(({ name }) => name);
}

test("mcp offers only tools that read, unless a flag allows more", async () => {
  await using reader = await Agent.start();
  const tools = await reader.tools();
  assert.deepEqual(names(tools), readTools);
  for (const { annotations } of tools.tools) assert.equal(annotations?.readOnlyHint, true);
  assert.match(reader.instructions, /untrusted data/);
  await using writer = await Agent.start(["--allow-write"]);
  assert.deepEqual(names(await writer.tools()), [...readTools, "create_topic", "produce_record"]);
  await using deleter = await Agent.start(["--allow-delete"]);
  assert.deepEqual(
    names(await deleter.tools()),
    [...readTools, "delete_topic", "reset_topic", "delete_group"],
  );
  const refused = await reader.call("delete_topic", { topic: "orders" });
  assert.equal(refused.isError, true);
});

test("mcp reads topics, records, groups and health", async () => {
  const topic = await topicOf(["one", "two"]);
  await using agent = await Agent.start();
  const listed = await agent.call("list_topics", { regex: topic });
  assert.equal(JSON.parse(listed.texts[0]!).topic, topic);
  const described = await agent.call("describe_topic", { topic });
  assert.equal(JSON.parse(described.texts[0]!).topics[0].partition_list.length, 1);
  const read = await agent.call("read_records", { topic });
  assert.deepEqual(
    read.texts[0]!.split("\n").map((line) => JSON.parse(line).value),
    ["one", "two"],
  );
  assert.match(read.texts.at(-1)!, /^Limits: at most 20 records, 64 KiB and 10 s\.$/);
  const groups = await agent.call("list_groups");
  assert.equal(groups.isError, false);
  const health = await agent.call("health");
  assert.equal(JSON.parse(health.texts[0]!).healthy, true);
  const doctor = await agent.call("doctor");
  assert.equal(doctor.isError, false, doctor.texts.join("\n"));
  assert.equal(typeof JSON.parse(doctor.texts[0]!), "object");
});

test("mcp cuts an answer at its limit and says so", async () => {
  const values = Array.from({ length: 30 }, (_, index) => `${index}`.padEnd(100, "."));
  const topic = await topicOf(values);
  await using agent = await Agent.start();
  const counted = await agent.call("read_records", { topic, offsets: "start", max_records: 3 });
  assert.equal(counted.texts[0]!.split("\n").length, 3);
  const cut = await agent.call("read_records", { topic, offsets: "start", max_bytes: 1_000 });
  assert.equal(cut.isError, false);
  assert.ok(cut.texts[0]!.length <= 1_000);
  for (const line of cut.texts[0]!.split("\n")) JSON.parse(line);
  assert.match(cut.texts.at(-1)!, /^The answer is cut\. Limits: at most 20 records, 1000 B/);
});

test("mcp stops at the end of a topic that gets no more records", async () => {
  const topic = await topicOf(["only"]);
  await using agent = await Agent.start();
  for (const offsets of ["start", "-5", "+0", "@-1h", "0:1", ":end"]) {
    const { texts, isError } = await agent.call("read_records", { topic, offsets });
    assert.equal(isError, false, texts.join("\n"));
    assert.equal(JSON.parse(texts[0]!).value, "only", offsets);
  }
});

test("mcp creates, produces and deletes if flags allow it", async () => {
  const topic = uniqueTopic("mcp-written");
  await using agent = await Agent.start(["--allow-write", "--allow-delete"]);
  const created = await agent.call("create_topic", { topic, partitions: 2 });
  assert.equal(created.isError, false, created.texts.join("\n"));
  const record = { topic, key: "k", value: "-v", headers: { trace: "a" }, partition: 1 };
  const produced = await agent.call("produce_record", record);
  assert.equal(produced.isError, false, produced.texts.join("\n"));
  assert.equal(JSON.parse(produced.texts[0]!).partition, 1);
  const read = await agent.call("read_records", { topic, offsets: "start" });
  const { key, value, headers } = JSON.parse(read.texts[0]!);
  assert.deepEqual({ key, value, headers }, {
    key: "k",
    value: "-v",
    headers: [{ key: "trace", value: "a" }],
  });
  const deleted = await agent.call("delete_topic", { topic });
  assert.equal(deleted.isError, false, deleted.texts.join("\n"));
  assert.doesNotMatch((await agent.call("list_topics")).texts.join("\n"), new RegExp(topic));
});

test("mcp treats an argument that looks like a flag as a name", async () => {
  await using agent = await Agent.start(["--allow-delete"]);
  for (const tool of ["describe_topic", "delete_topic", "read_records"]) {
    const { texts, isError } = await agent.call(tool, { topic: "--help" });
    assert.equal(isError, true, tool);
    assert.match(texts[0]!, /^error: Cannot .*"--help"/);
  }
});

test("mcp reports a wrong argument and an error of a command", async () => {
  await using agent = await Agent.start();
  const wrong = await agent.call("read_records", { topic: "orders", max_records: 1_000_000 });
  assert.equal(wrong.isError, true);
  assert.match(wrong.texts[0]!, /max_records/);
  const missing = await agent.call("describe_topic", { topic: "no-such-topic" });
  assert.equal(missing.isError, true);
  assert.match(missing.texts[0]!, /^error: Cannot describe topic "no-such-topic"/);
});

test("mcp starts no broker if none is running", async () => {
  const folder = await Deno.makeTempDir();
  try {
    // Without an address, other commands start a broker on localhost:9092 if nothing listens there.
    await using agent = await Agent.start([], { XDG_DATA_HOME: folder, WAH_EMBEDDED: "on" });
    const { texts } = await agent.call("list_topics");
    assert.doesNotMatch(texts.join("\n"), /Started a broker/);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

test("mcp answers every request before it ends with stdin", async () => {
  const topic = await topicOf(["one"]);
  const request = (id: number, method: string, params: object): string =>
    `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;
  const clientInfo = { name: "test", version: "1" };
  const stdin =
    request(1, "initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo }) +
    request(2, "tools/call", { name: "read_records", arguments: { topic } }) +
    request(3, "tools/call", { name: "health", arguments: {} });
  const { status, stdout } = await runCli(["mcp"], { brokers, stdin });
  const ids = stdout.trim().split("\n").map((line) => JSON.parse(line).id);
  assert.deepEqual([status, ids.toSorted()], [0, [1, 2, 3]]);
});

test("mcp writes only messages to stdout, and ends with stdin", async () => {
  const request = (id: number, method: string, params: object): string =>
    `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;
  const clientInfo = { name: "test", version: "1" };
  const hello = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
  const stdin = `${request(1, "initialize", hello)}not a message\n` +
    request(2, "tools/list", {});
  await using process = spawnCli(["mcp"], { brokers });
  await process.write(stdin);
  await process.stdout.waitFor(/"id":2/);
  await process.endInput();
  const { status, stdout, stderr } = await process.result;
  assert.equal(status, 0, stderr);
  const messages = stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(messages.map(({ id, jsonrpc }) => [jsonrpc, id]), [["2.0", 1], ["2.0", 2]]);
  assert.match(stderr, /Ignored a message that is not valid/);
});
