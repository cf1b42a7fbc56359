import assert from "node:assert/strict";
import { broker, uniqueTopic } from "../../support/brokers/broker.ts";
import { type CliResult, runCli } from "../../support/cli/cli.ts";
import { TestProcess } from "../../support/cli/process.ts";
import { kcat } from "../../support/kafka/kcat.ts";

const { brokers } = broker();

/** Runs `wah group ARGV…` against the broker under test. */
export async function group(...argv: readonly string[]): Promise<CliResult> {
  return await runCli(["group", ...argv], { brokers });
}

/** What `wah group ARGV… -o jsonl` prints, each line parsed. */
// deno-lint-ignore no-explicit-any -- each test knows the shape that it asks for
export async function groupJson(...argv: readonly string[]): Promise<any[]> {
  const { stdout, stderr } = await group(...argv, "-o", "jsonl");
  assert.ok(stdout !== "", stderr);
  return stdout.trim().split("\n").map((line) => JSON.parse(line));
}

/** A topic whose partitions each have `records` records. */
export async function filledTopic(partitions: number, records: number): Promise<string> {
  const topic = uniqueTopic("grouped");
  await runCli(["topic", "create", topic, "-p", String(partitions)], { brokers });
  const lines = Array.from({ length: records }, (_, index) => `${index}\n`).join("");
  for (let partition = 0; partition < partitions; partition++) {
    await kcat(["-P", "-b", brokers, "-t", topic, "-p", String(partition)], lines);
  }
  return topic;
}

/** Commits the start of each partition of a topic for a new group and returns the group's name. */
export async function committedGroup(topic: string, to = "start"): Promise<string> {
  const name = uniqueTopic("group");
  const { status, stderr } = await group(
    ...["seek", name, "--to", to, "-t", topic, "--allow-new-topics", "-y"],
  );
  assert.equal(status, 0, stderr);
  return name;
}

/** A member of a group, which is killed when disposed of; resolves once it has partitions. */
export async function joinedMember(name: string, topic: string): Promise<AsyncDisposable> {
  const member = new TestProcess("kcat", ["-b", brokers, "-G", name, topic, "-u"]);
  await member.stderr.waitFor("rebalanced");
  return member;
}
