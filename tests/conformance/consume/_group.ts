import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { type CliResult, runCli, type RunningCli, startCli } from "../../support/cli/cli.ts";
import { poll } from "../../support/poll.ts";

const { brokers } = broker();

/** The layout of the records: partition, offset and value. */
export const layout = ["-f", "%p %o %v\\n"] as const;

/** A name for a group that does not exist. */
export function newGroup(): string {
  return uniqueTopic("readers");
}

/** Runs `wah consume TOPIC -g GROUP ARGV…` until it ends; returns the printed lines, sorted. */
export async function readOn(
  topic: string,
  group: string,
  ...argv: readonly string[]
): Promise<string[]> {
  const { stdout, stderr, status } = await consumeIn(topic, group, ...argv);
  assert.deepEqual([status, stderr], [0, ""]);
  return linesOf(stdout);
}

/** Runs `wah consume TOPIC -g GROUP ARGV…` until it ends. */
export async function consumeIn(
  topic: string,
  group: string,
  ...argv: readonly string[]
): Promise<CliResult> {
  return await runCli(["consume", topic, "-g", group, ...layout, ...argv], { brokers });
}

/** Starts a member of a group, on a terminal, which shows what it is assigned. */
export function join(topic: string, group: string, ...argv: readonly string[]): RunningCli {
  return joinAt(brokers, topic, group, ...argv);
}

/** As {@link join}, at another broker. */
export function joinAt(
  brokers: string,
  topic: string,
  group: string,
  ...argv: readonly string[]
): RunningCli {
  const words = ["consume", topic, "-g", group, ...layout, ...argv];
  return startCli(words, { brokers, isTerminal: true });
}

/** Waits until a member has this many partitions, and returns their numbers. */
export async function assigned(
  member: Pick<RunningCli, "stderr">,
  count: number,
): Promise<number[]> {
  const text = await member.stderr.waitFor((text) => assignedTo(text)?.length === count);
  return assignedTo(text)!;
}

/** Ends a member with Ctrl-C, and returns the lines that it has printed. */
export async function leave(member: RunningCli): Promise<string[]> {
  member.interrupt();
  const { status, stdout } = await member.result;
  assert.equal(status, 130);
  return linesOf(stdout);
}

/** The lines of an output, sorted. */
export function linesOf(text: string): string[] {
  return text.split("\n").slice(0, -1).toSorted();
}

/** What a group has committed: `partition:offset`, sorted. */
export async function committed(group: string): Promise<string[]> {
  const { partitions } = await describe(group);
  return partitions.filter(({ committed }) => committed !== null)
    .map(({ partition, committed }) => `${partition}:${committed}`).toSorted();
}

/** Waits until a group has committed this. */
export async function untilCommitted(group: string, expected: readonly string[]): Promise<void> {
  let last: string[] = [];
  await poll(async () => {
    last = await committed(group);
    return last.join() === expected.join() || undefined;
  }, () => `the group has committed ${last.join()}`);
}

/** A group as `wah group describe` prints it. */
interface DescribedGroup {
  readonly state: string;
  readonly assignor: string | null;
  readonly members: readonly { readonly member: string }[];
  readonly partitions: readonly { readonly partition: number; readonly committed: number | null }[];
}

/** Describes a group. */
export async function describe(group: string, at = brokers): Promise<DescribedGroup> {
  const argv = ["group", "describe", group, "-o", "jsonl"];
  const { stdout, stderr } = await runCli(argv, { brokers: at });
  assert.ok(stdout !== "", stderr);
  return JSON.parse(stdout);
}

/** The partitions of the last assignment in a member's notes; undefined if there is none. */
function assignedTo(stderr: string): number[] | undefined {
  const notes = [...stderr.matchAll(/the group has assigned (?:no|\d+) partitions?(.*)\n/g)];
  const last = notes.at(-1)?.[1];
  if (last === undefined) return undefined;
  return [...last.matchAll(/(?<=[ ,])\d+/g)].map(([number]) => Number(number));
}
