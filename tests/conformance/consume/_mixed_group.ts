import assert from "node:assert/strict";
import { connect, createTopic } from "../../support/brokers/client.ts";
import { runCli } from "../../support/cli/cli.ts";
import type { TestProcess } from "../../support/cli/process.ts";
import { poll } from "../../support/poll.ts";
import { assigned, describe, joinAt, leave, linesOf, newGroup } from "./_group.ts";

/** Another client that joins a group. */
export interface MixedGroup {
  readonly brokers: string;
  /** Starts a member that reads from the start, and prints `partition offset value` lines. */
  readonly start: (topic: string, group: string) => TestProcess;
  /** The assignor of the mixed group. */
  readonly assignor: string;
  /** Returns the lines of its output. Default: as they are. */
  readonly lines?: (stdout: string) => string[];
}

const partitions = [0, 1, 2, 3];

/**
 * Checks that wah and another client share a group of four partitions, while the one and then the
 * other leads it: every record is read once, and what one leaves the other continues.
 */
export async function sharesGroup(mixed: MixedGroup): Promise<void> {
  const { brokers, lines = linesOf } = mixed;
  await using client = await connect(brokers);
  await using topic = await createTopic(client, { prefix: "mixed", partitions: partitions.length });
  const group = newGroup();
  await using other = mixed.start(topic.name, group);
  const sendRound = async (round: string): Promise<void> => {
    for (const partition of partitions) {
      const argv = ["produce", topic.name, "-p", String(partition), round];
      assert.equal((await runCli(argv, { brokers })).status, 0);
    }
  };
  const printed = (text: string, round: string): number =>
    lines(text).filter((line) => line.endsWith(` ${round}`)).length;
  const shows = async (member: Pick<TestProcess, "stdout">, round: string): Promise<string> =>
    await member.stdout.waitFor((text) => printed(text, round) > 0);
  await sendRound("alone");
  await other.stdout.waitFor((text) => printed(text, "alone") === partitions.length);

  // The other client leads the group.
  const follower = joinAt(brokers, topic.name, group);
  await assigned(follower, 2);
  await settled(group, { brokers, members: 2, assignor: mixed.assignor });
  await sendRound("shared");
  await Promise.all([shows(follower, "shared"), shows(other, "shared")]);
  await poll(
    () => Promise.resolve(allOf("shared", follower.stdout.text, other.stdout.text)),
    () => `not all records are read: ${follower.stdout.text} ${other.stdout.text}`,
  );
  function allOf(round: string, ours: string, theirs: string): true | undefined {
    return printed(ours, round) + printed(theirs, round) >= partitions.length || undefined;
  }
  assert.equal(printed(follower.stdout.text, "shared"), 2);
  assert.equal(printed(other.stdout.text, "shared"), 2);

  // wah takes over, and leads the group that the other client joins again.
  other.kill("SIGTERM");
  await other.result;
  await assigned(follower, 4);
  await sendRound("taken over");
  await follower.stdout.waitFor((text) => printed(text, "taken over") === partitions.length);
  await using again = mixed.start(topic.name, group);
  await assigned(follower, 2);
  await settled(group, { brokers, members: 2, assignor: mixed.assignor });
  await sendRound("again");
  await again.stdout.waitFor((text) => printed(text, "again") === 2);
  await follower.stdout.waitFor((text) => printed(text, "again") === 2);
  const ours = await leave(follower);
  await sendRound("left");
  await again.stdout.waitFor((text) => printed(text, "left") === partitions.length);
  again.kill("SIGTERM");
  const theirs = [...lines(other.stdout.text), ...lines((await again.result).stdout)];
  const rounds = ["alone", "shared", "taken over", "again", "left"];
  const all = [...new Set([...ours, ...theirs])].toSorted();
  const expected = partitions.flatMap((partition) =>
    rounds.map((round, offset) => `${partition} ${offset} ${round}`)
  );
  assert.deepEqual(all, expected.toSorted());
}

async function settled(
  group: string,
  { brokers, members, assignor }: { brokers: string; members: number; assignor: string },
): Promise<void> {
  let last = "";
  await poll(async () => {
    const found = await describe(group, brokers);
    last = `${found.state} with ${found.members.length} members and ${found.assignor}`;
    return last === `Stable with ${members} members and ${assignor}` || undefined;
  }, () => `the group is ${last}`);
}
