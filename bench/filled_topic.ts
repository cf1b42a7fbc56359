import { numberLines } from "./number_lines.ts";

/** Number of records in the topic that {@link fillTopic} fills. */
export const records = 1_000_000;
const recordBytes = 100;

/** A topic on a broker. */
export interface BenchTopic {
  readonly brokers: string;
  readonly topic: string;
}

/**
 * Fills partition 0 of a topic with {@link records} values of 100 bytes, which are numbers, unless
 * it has as many. Needs kcat.
 */
export async function fillTopic({ brokers, topic }: BenchTopic): Promise<void> {
  if (await lastOffset({ brokers, topic }) >= records) return;
  const kcat = new Deno.Command("kcat", {
    args: ["-P", "-b", brokers, "-t", topic, "-p", "0"],
    stdin: "piped",
  }).spawn();
  const writer = kcat.stdin.getWriter();
  for (const lines of numberLines({ count: records, bytes: recordBytes })) {
    await writer.write(lines);
  }
  await writer.close();
  const { code } = await kcat.status;
  if (code !== 0) throw new Error(`Cannot fill "${topic}": kcat ended with ${code}`);
}

async function lastOffset({ brokers, topic }: BenchTopic): Promise<number> {
  const { stdout } = await new Deno.Command("kcat", {
    args: ["-b", brokers, "-Q", "-t", `${topic}:0:-1`],
  }).output();
  return Number(/offset (\d+)/.exec(new TextDecoder().decode(stdout))?.[1] ?? 0);
}
