/**
 * `wah consume --grep` and `kcat | grep` over 1,000,000 records of 100 bytes: medians of
 * alternating runs and their ratio, for a plain text, for two regular expressions, and for --where.
 *
 * The topic is filled if it is not there. Needs kcat and grep.
 *
 * deno run --allow-run --allow-read bench/consume_grep.ts [--brokers HOST:PORT] [--topic bench]
 *   [--runs 5]
 */
import { parseArgs } from "node:util";
import { cliCommand } from "../tests/support/cli/cli_process.ts";
import { fillTopic } from "./filled_topic.ts";
import { median } from "./median.ts";

const { values: options } = parseArgs({
  options: {
    brokers: { type: "string", default: "localhost:9092" },
    topic: { type: "string", default: "bench" },
    runs: { type: "string", default: "5" },
  },
});
const { brokers, topic } = options;

/** What to search, as wah and as grep know it. */
const searches = [
  { name: "text", wah: ["--grep", "99999"], grep: ["99999"] },
  { name: "regex with a text", wah: ["--grep", "9999[0-9]$"], grep: ["-E", "9999[0-9]$"] },
  { name: "regex", wah: ["--grep", "[89][89][89][89]$"], grep: ["-E", "[89][89][89][89]$"] },
  { name: "where", wah: ["--where", 'value.endsWith("99999")'], grep: ["99999$"] },
] as const;

async function timed(command: string): Promise<{ seconds: number; lines: number }> {
  const start = performance.now();
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-o", "pipefail", "-c", command],
  }).output();
  const seconds = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`${command}: ${new TextDecoder().decode(stderr)}`);
  return { seconds, lines: new TextDecoder().decode(stdout).split("\n").length - 1 };
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
}

await fillTopic({ brokers, topic });
for (const { name, wah, grep } of searches) {
  const words = ["consume", topic, "-b", brokers, "-o", ":end", "-f", "%v\\n", ...wah];
  const wahLine = quoted(cliCommand(words));
  const kcat = ["kcat", "-C", "-q", "-e", "-b", brokers, "-t", topic, "-o", "beginning"];
  const kcatLine = `${quoted([...kcat, "-f", "%s\\n"])} | LC_ALL=C grep ${quoted(grep)}`;
  const wahSeconds: number[] = [];
  const kcatSeconds: number[] = [];
  for (let run = 0; run < Number(options.runs); run++) {
    const [a, b] = [await timed(wahLine), await timed(kcatLine)];
    if (a.lines !== b.lines) throw new Error(`${name}: ${a.lines} lines and ${b.lines} lines`);
    wahSeconds.push(a.seconds);
    kcatSeconds.push(b.seconds);
  }
  const [ours, theirs] = [median(wahSeconds), median(kcatSeconds)];
  const ratio = (ours / theirs).toFixed(2);
  // deno-lint-ignore no-console -- a measurement prints its result
  console.log(`${name}: wah ${ours.toFixed(2)} s, kcat ${theirs.toFixed(2)} s, ratio ${ratio}`);
}
