import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { broker, uniqueTopic } from "./support/brokers/broker.ts";
import { runCli } from "./support/cli/cli.ts";
import { loadedModules, modulesOf, recordedModules } from "./support/cli/loaded_modules.ts";
import { runProcess } from "./support/cli/process.ts";
import { importsOf } from "./support/tidy/imports.ts";

const root = new URL("../", import.meta.url);

/** The modules of lib/ that a plaintext command without a login loads before its first request. */
const entries = [
  "lib/kafka/client.ts",
  "lib/kafka/config.ts",
  "lib/kafka/offsets/offset_range.ts",
  "lib/kafka/admin/cluster_health.ts",
  "lib/kafka/admin/create_topics.ts",
  "lib/kafka/admin/delete_topics.ts",
  "lib/kafka/admin/describe_topics.ts",
  "lib/kafka/admin/list_offsets.ts",
  "lib/kafka/admin/reset_topic.ts",
  "lib/kafka/missing_topic_hint.ts",
  "lib/kafka/producer/producer.ts",
  "lib/kafka/reader/read_partitions.ts",
  "lib/kafka/offsets/resolve_range.ts",
  "lib/format/print_records.ts",
  "lib/format/record_format.ts",
  "lib/redpanda/overview.ts",
  "lib/text/nearest.ts",
  "lib/text/visible.ts",
];

/** Packages that are ES modules and load nothing of Node. */
const cheap = ["fastest-levenshtein"];

/** Globals whose first use loads Deno's layer for Node. */
const nodeGlobals = /\b(setTimeout|clearTimeout|setInterval|setImmediate|Buffer|process)\b/;

/** Loaded by calls of their functions, from code that needs Deno's layer for Node anyway. */
const uses: Readonly<Record<string, string>> = {
  "lib/wire/codecs/_node_zlib.ts": "a compressed batch",
  "lib/wire/codecs/_wasm.ts": "a batch to be compressed",
};

function read(path: string): string {
  return Deno.readTextFileSync(fileURLToPath(new URL(path, root)));
}

/** Returns the specifiers that `path` imports statically, without types. */
function staticImports(path: string): string[] {
  const text = read(path)
    .replaceAll(/(^|\n)(import|export) type [^;]*;/g, "")
    .replaceAll(/\bimport\(/g, "load(");
  return importsOf({ path, text });
}

/** Returns the module graphs of `entries`: each module with its imports from outside. */
function loaded(): Map<string, string[]> {
  const graph = new Map<string, string[]>();
  const open = [...entries];
  for (let path; (path = open.pop()) !== undefined;) {
    if (graph.has(path)) continue;
    const names = staticImports(path);
    graph.set(path, names.filter((name) => !name.startsWith(".")));
    for (const name of names.filter((name) => name.startsWith("."))) {
      open.push(new URL(name, new URL(path, root)).href.slice(root.href.length));
    }
  }
  return graph;
}

Deno.test("the common commands load no node: module and no CommonJS package from lib/", () => {
  const graph = loaded();
  assert.ok(graph.size > 80, `only ${graph.size} modules were found`);
  const found = [...graph].flatMap(([path, names]) =>
    names.filter((name) => !cheap.includes(name)).map((name) => `${path} imports ${name}`)
  );
  assert.deepEqual(found, []);
});

Deno.test("the common commands use no global of Node's layer in lib/", () => {
  const found = [...loaded().keys()].filter((path) => {
    const code = read(path)
      .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, "")
      .replaceAll(/"(\\.|[^"\\\n])*"|`(\\.|[^`\\])*`/g, "")
      .replaceAll(/(^|\n)import [^;]*;/g, "");
    return nodeGlobals.test(code) && !(path in uses);
  });
  assert.deepEqual(found, []);
});

/** Packages that a common command may load: ES modules that load nothing of Node. */
const commonPackages = ["fastest-levenshtein"];

const { brokers } = broker();
const room = uniqueTopic("loading");

/** The common commands as users run them, in a room with a message. */
const commands: Readonly<Record<string, { argv: readonly string[]; stdin?: string }>> = {
  "topic list": { argv: ["topic", "list"] },
  "consume -n 1": { argv: ["consume", room, "-n", "1"] },
  "health": { argv: ["health"] },
  "chat log": { argv: ["chat", "log", "-t", room] },
  "chat in a pipe": { argv: ["chat", "-t", room, "-u", "ann"], stdin: "hello\n" },
};

for (const [name, { argv, stdin }] of Object.entries(commands)) {
  Deno.test(`wah ${name} loads nothing of Node, and no module that is not recorded`, async () => {
    await runCli(["chat", "send", "-t", room, "-u", "ann", "hello"], { brokers });
    const { own, packages, node } = await modulesOf([...argv, "-b", brokers], stdin);
    assert.ok(own.includes("main.ts"), "the log of Deno names no module");
    assert.deepEqual(node, []);
    assert.deepEqual(packages.filter((each) => !commonPackages.includes(each)), []);
    const recorded = recordedModules()[name] ?? [];
    assert.deepEqual(
      own.filter((path) => !recorded.includes(path)),
      [],
      `wah ${name} loads more than tests/support/cli/loaded_modules.json lists; ` +
        "load it when it is used, or add it there",
    );
  });
}

Deno.test("loadedModules() finds Node's layer in the log of a program that loads it", async () => {
  const program = "data:text/javascript,setTimeout(()=>{},0)";
  const args = ["run", "--log-level=debug", program];
  const { stderr } = await runProcess(Deno.execPath(), args);
  assert.notDeepEqual(loadedModules(stderr).node, []);
});
