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
  /** The assignors that the mixed group may choose. */
  readonly assignors: readonly string[];
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
  const ours = (text: string, round: string): number => inRound(linesOf(text), round);
  const theirs = (text: string, round: string): number => inRound(lines(text), round);
  await sendRound("alone");
  await other.stdout.waitFor((text) => theirs(text, "alone") === partitions.length);

  // The other client leads the group.
  const follower = joinAt(brokers, topic.name, group);
  await assigned(follower, 2);
  await settled(group, { brokers, members: 2, assignors: mixed.assignors });
  await sendRound("shared");
  await Promise.all([
    follower.stdout.waitFor((text) => ours(text, "shared") === 2),
    other.stdout.waitFor((text) => theirs(text, "shared") === 2),
  ]);

  // wah takes over, and leads the group that the other client joins again.
  other.kill("SIGTERM");
  await other.result;
  await assigned(follower, 4);
  await sendRound("taken over");
  await follower.stdout.waitFor((text) => ours(text, "taken over") === partitions.length);
  await using again = mixed.start(topic.name, group);
  await assigned(follower, 2);
  await settled(group, { brokers, members: 2, assignors: mixed.assignors });
  await sendRound("again");
  await again.stdout.waitFor((text) => theirs(text, "again") === 2);
  await follower.stdout.waitFor((text) => ours(text, "again") === 2);
  const follows = await leave(follower);
  await sendRound("left");
  await again.stdout.waitFor((text) => theirs(text, "left") === partitions.length);
  again.kill("SIGTERM");
  const leads = [...lines(other.stdout.text), ...lines((await again.result).stdout)];
  const rounds = ["alone", "shared", "taken over", "again", "left"];
  const all = [...new Set([...follows, ...leads])].toSorted();
  const expected = partitions.flatMap((partition) =>
    rounds.map((round, offset) => `${partition} ${offset} ${round}`)
  );
  assert.deepEqual(all, expected.toSorted());
}

/** The number of lines of a round. */
function inRound(lines: readonly string[], round: string): number {
  return lines.filter((line) => line.endsWith(` ${round}`)).length;
}

async function settled(
  group: string,
  { brokers, members, assignors }: {
    readonly brokers: string;
    readonly members: number;
    readonly assignors: readonly string[];
  },
): Promise<void> {
  let last = "";
  await poll(async () => {
    const found = await describe(group, brokers);
    last = `${found.state} with ${found.members.length} members and ${found.assignor}`;
    const isSettled = found.state === "Stable" && found.members.length === members;
    return (isSettled && assignors.includes(found.assignor ?? "")) || undefined;
  }, () => `the group is ${last}`);
}
