/**
 * Measures `wah topic list` and `wah group list` on a big cluster: 10,000 topics, a topic with
 * 10,000 partitions, and 1,000 groups with committed offsets, which it creates if they do not
 * exist. Prints the median of several runs of each command.
 *
 * Start a broker first: `wah dev --memory --listen localhost:PORT`, or Apache Kafka.
 *
 * deno run -A bench/big_cluster.ts [--brokers HOST:PORT] [--runs 3] [--topics 10000] [--partitions
 * 10000] [--groups 1000]
 */
import { parseArgs } from "node:util";
import { createPartitions } from "../lib/kafka/admin/create_partitions.ts";
import { createTopics, type TopicSpec } from "../lib/kafka/admin/create_topics.ts";
import { KafkaClient } from "../lib/kafka/client.ts";
import { parseAddresses } from "../lib/kafka/config.ts";
import { commitOffsets } from "../lib/kafka/groups/committed_offsets.ts";
import { listGroups } from "../lib/kafka/groups/list_groups.ts";
import { cliCommand } from "../tests/support/cli/cli_process.ts";
import { median } from "./median.ts";

const topicsPerRequest = 500;
/** The controller of Kafka rejects requests that add many more. */
const partitionsPerRequest = 2_000;
const groupsAtOnce = 50;

const { values: options } = parseArgs({
  options: {
    brokers: { type: "string", default: "localhost:9092" },
    runs: { type: "string", default: "3" },
    topics: { type: "string", default: "10000" },
    partitions: { type: "string", default: "10000" },
    groups: { type: "string", default: "1000" },
  },
});
const { brokers } = options;

function print(line: string): void {
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(line);
}

async function fillTopics(client: KafkaClient): Promise<void> {
  const { topics } = await client.metadata({ topics: "all" });
  const narrow = Array.from({ length: Number(options.topics) }, (_, index) => (
    { name: `bench-topic-${String(index).padStart(5, "0")}`, partitions: 1 }
  ));
  const create = async (specs: readonly TopicSpec[]): Promise<void> => {
    const wanted = specs.filter(({ name }) => !topics.has(name));
    const results = await createTopics(client, wanted, { timeoutMs: 120_000 });
    const failed = results.find(({ error }) => error !== null);
    if (failed !== undefined) throw failed.error;
  };
  const wide = Number(options.partitions);
  await create([{ name: "bench-wide", partitions: Math.min(wide, partitionsPerRequest) }]);
  const known = topics.get("bench-wide")?.partitions.length ?? partitionsPerRequest;
  for (let count = known; count < wide;) {
    count = Math.min(count + partitionsPerRequest, wide);
    await createPartitions(client, [{ name: "bench-wide", count }], { timeoutMs: 120_000 });
  }
  for (let first = 0; first < narrow.length; first += topicsPerRequest) {
    await create(narrow.slice(first, first + topicsPerRequest));
  }
}

async function fillGroups(client: KafkaClient): Promise<void> {
  const existing = new Set((await listGroups(client)).map(({ group }) => group));
  const wanted = Array.from({ length: Number(options.groups) }, (_, index) => `bench-${index}`)
    .filter((group) => !existing.has(group));
  for (let first = 0; first < wanted.length; first += groupsAtOnce) {
    await Promise.all(
      wanted.slice(first, first + groupsAtOnce).map(async (group, index) => {
        const topic = `bench-topic-${String((first + index) % 100).padStart(5, "0")}`;
        const results = await commitOffsets(client, group, [{ topic, partition: 0, offset: 0n }]);
        for (const { error } of results) if (error !== null) throw error;
      }),
    );
  }
}

async function secondsOf(words: readonly string[]): Promise<number> {
  const [program, ...args] = cliCommand([...words, "-b", brokers]);
  const start = performance.now();
  const { code, stderr } = await new Deno.Command(program, { args, stdout: "null" }).output();
  if (code !== 0) throw new Error(`${words.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return (performance.now() - start) / 1000;
}

{
  await using client = await KafkaClient.connect({ brokers: parseAddresses(brokers) });
  await fillTopics(client);
  await fillGroups(client);
}
const commands = [
  ["topic", "list"],
  ["topic", "list", "-o", "jsonl"],
  ["topic", "describe", "bench-wide"],
  ["topic", "create", "bench-wide", "--if-not-exists"],
  ["group", "list"],
  ["group", "describe", "bench-0"],
  ["health"],
];
for (const words of commands) {
  const runs: number[] = [];
  for (let run = 0; run < Number(options.runs); run++) runs.push(await secondsOf(words));
  const each = runs.map((seconds) => seconds.toFixed(2)).join(" ");
  print(`${words.join(" ").padEnd(44)} ${median(runs).toFixed(2)} s   (${each})`);
}
