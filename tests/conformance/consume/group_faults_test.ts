import assert from "node:assert/strict";
import { GroupMember } from "../../../lib/kafka/groups/member/group_member.ts";
import type { GroupNotice } from "../../../lib/kafka/groups/member/group_member_options.ts";
import type { ReaderNotice } from "../../../lib/kafka/reader/read_target.ts";
import { never } from "../../../lib/kafka/never.ts";
import { findCoordinators } from "../../../lib/kafka/groups/coordinators.ts";
import { leaveGroup } from "../../../lib/wire/messages/13_leave_group.ts";
import type { KafkaClient } from "../../../lib/kafka/client.ts";
import { broker } from "../../support/brokers/broker.ts";
import { connect } from "../../support/brokers/client.ts";
import { send, type SentRecord, topicOf } from "../../support/brokers/records.ts";
import { runCli, spawnCli } from "../../support/cli/cli.ts";
import { cliCommand } from "../../support/cli/cli_process.ts";
import { TestProcess } from "../../support/cli/process.ts";
import { poll } from "../../support/poll.ts";
import {
  assigned,
  committed,
  describe,
  join,
  layout,
  leave,
  linesOf,
  newGroup,
  readOn,
  untilCommitted,
} from "./_group.ts";

const { brokers } = broker();

/** Records of one partition, with their numbers as values. */
function numbered(count: number, width = 1): SentRecord[] {
  return Array.from({ length: count }, (_, index) => ({ value: `${index}`.padEnd(width, ".") }));
}

Deno.test("wah consume -g loses no record if it is killed", async () => {
  await using topic = await topicOf([], { partitions: 3 });
  const group = newGroup();
  const outputs: string[] = [];
  let sent = 0;
  const sendSome = async (): Promise<void> => {
    const records = Array.from({ length: 30 }, () => ({
      partition: sent % 3,
      value: String(sent++),
    }));
    await send(topic, records);
  };
  for (let life = 0; life < 2; life++) {
    await using member = spawnCli(["consume", topic.name, "-g", group, ...layout], { brokers });
    const seen = (text: string): boolean => text.split("\n").length > 10;
    await Promise.all([sendSome(), member.stdout.waitFor(seen)]);
    const sending = sendSome();
    // The first dies before it commits, and the others in the middle of it.
    if (life > 0) await poll(async () => (await committed(group)).length > 0 || undefined, String);
    member.kill("SIGKILL");
    await Promise.all([sending, member.result]);
    outputs.push(member.stdout.text);
  }
  const rest = await readOn(topic.name, group, "-o", ":end");
  const values = [...outputs.flatMap(linesOf), ...rest].map((line) => Number(line.split(" ")[2]));
  const all = Array.from({ length: sent }, (_, index) => index);
  assert.deepEqual([...new Set(values)].toSorted((a, b) => a - b), all);
  assert.deepEqual(await readOn(topic.name, group, "-o", ":end"), []);
});

Deno.test("wah consume -g commits what was written if its reader closes the pipe", async () => {
  const width = 2_000;
  await using topic = await topicOf(numbered(400, width));
  const group = newGroup();
  const argv = ["consume", topic.name, "-g", group, "-f", "%v\\n"];
  const closed = await runCli(argv, { brokers, stdoutClosesAfter: 300_000 });
  assert.equal(closed.status, 0, closed.stderr);
  const written = closed.stdout.split("\n").length - 1;
  const [entry] = await committed(group);
  const next = Number(entry!.split(":")[1]);
  assert.ok(next <= written, `${next} committed, ${written} written`);
  const rest = await readOn(topic.name, group, "-o", ":end");
  assert.equal(rest.length, 400 - next);
  await using piped = new TestProcess("bash", [
    "-c",
    'set -o pipefail; "$@" | head -n 2',
    "bash",
    ...cliCommand(["consume", topic.name, "-g", newGroup(), "-f", "%v\\n", "-b", brokers]),
  ], { stdin: "" });
  const { status, stdout, stderr } = await piped.result;
  assert.deepEqual([status, stderr, stdout.split("\n").length], [0, "", 3]);
});

/** A member that a test drives itself. */
interface DrivenMember extends AsyncDisposable {
  readonly member: GroupMember;
  readonly chunks: ReturnType<GroupMember["chunks"]>;
  readonly notices: (GroupNotice | ReaderNotice)["kind"][];
}

function drive(
  client: KafkaClient,
  { topic, group, times }: {
    topic: string;
    group: string;
    times: ConstructorParameters<typeof GroupMember>[1]["times"];
  },
): DrivenMember {
  const notices: DrivenMember["notices"] = [];
  const member = new GroupMember(client, {
    ...{ group, topics: [topic], start: { kind: "start" }, isBounded: false },
    ...{ isolation: "uncommitted", onCorrupt: "stop", maxBytes: 65_536, deliversLate: false },
    onNotice: ({ kind }) => void notices.push(kind),
    ...(times && { times }),
  });
  const chunks = member.chunks(never);
  return {
    ...{ member, chunks, notices },
    async [Symbol.asyncDispose](): Promise<void> {
      await chunks.return();
      await member.close();
    },
  };
}

Deno.test("GroupMember stays in the group while its caller is slow", async () => {
  await using topic = await topicOf([{ partition: 0, value: "a" }, { partition: 1, value: "b" }], {
    partitions: 2,
  });
  const group = newGroup();
  await using client = await connect();
  const times = { heartbeatMs: 200, sessionTimeoutMs: 6_000 };
  await using slow = drive(client, { topic: topic.name, group, times });
  await slow.chunks.next();
  // Another member with the same session timeout, which stops sending heartbeats.
  await using silent = new TestProcess("kcat", [
    ...["-b", brokers, "-G", group, topic.name, "-u", "-X", "session.timeout.ms=6000"],
    ...["-X", "heartbeat.interval.ms=200"],
  ], { stdin: "" });
  await silent.stderr.waitFor("assigned");
  await poll(async () => {
    const { state, members } = await describe(group);
    return (state === "Stable" && members.length === 2) || undefined;
  }, () => "there are not two members");
  silent.kill("SIGSTOP");
  await poll(async () => {
    const { state, members } = await describe(group);
    return (state === "Stable" && members.length === 1) || undefined;
  }, () => "the silent member is not removed");
  assert.ok(!slow.notices.includes("expelled"), slow.notices.join());
  assert.equal((await slow.chunks.next()).done, false);
});

Deno.test("GroupMember leaves the group if its caller is stuck, and joins again", async () => {
  await using topic = await topicOf([{ value: "a" }]);
  const group = newGroup();
  await using client = await connect();
  const times = { heartbeatMs: 50, maxStuckMs: 300 };
  await using stuck = drive(client, { topic: topic.name, group, times });
  await stuck.chunks.next();
  await poll(async () => (await describe(group)).state === "Empty" || undefined, String);
  assert.ok(stuck.notices.includes("paused"));
  await send(topic, [{ value: "b" }]);
  const values: string[] = [];
  while (!values.includes("b")) {
    const { value } = await stuck.chunks.next();
    value!.forEach((record) => void values.push(new TextDecoder().decode(record.value!)));
  }
  // "a" has been used in the meantime, and no other member has committed an offset.
  assert.deepEqual(values, ["b"]);
});

Deno.test("wah consume -g joins again if the group has removed it", async () => {
  await using topic = await topicOf([{ value: "a" }]);
  const group = newGroup();
  const member = join(topic.name, group);
  await assigned(member, 1);
  await member.stdout.waitFor("a\n");
  await untilCommitted(group, ["0:1"]);
  await using client = await connect();
  await removeMembers(client, group);
  await member.stderr.waitFor("the group has removed this member; joining again");
  await send(topic, [{ value: "b" }]);
  await member.stdout.waitFor("b\n");
  assert.deepEqual(await leave(member), ["0 0 a", "0 1 b"]);
  assert.deepEqual(await committed(group), ["0:2"]);
});

/** Removes all members, as an administrator can. */
async function removeMembers(client: KafkaClient, group: string): Promise<void> {
  const [found] = await findCoordinators(client, [group], {});
  const { members } = await describe(group);
  const { errorCode } = await client.request(leaveGroup, {
    groupId: group,
    members: members.map(({ member }) => ({
      memberId: member,
      groupInstanceId: null,
      reason: null,
    })),
  }, { node: found!.value!, minVersion: 3 });
  assert.equal(errorCode, 0);
}

Deno.test("wah group delete is refused while wah consume -g reads", async () => {
  await using topic = await topicOf([{ value: "a" }]);
  const group = newGroup();
  const member = join(topic.name, group);
  await member.stdout.waitFor("a\n");
  const deleted = await runCli(["group", "delete", group, "-y"], { brokers });
  assert.equal(deleted.status, 1, deleted.stderr);
  assert.deepEqual(await leave(member), ["0 0 a"]);
  const after = await runCli(["group", "delete", group, "-y"], { brokers });
  assert.equal(after.status, 0, after.stderr);
  assert.deepEqual(await readOn(topic.name, group, "-o", ":end"), ["0 0 a"]);
});

Deno.test("wah consume -g fails if its topic is deleted, and leaves the group", async () => {
  const topic = await topicOf([{ value: "a" }]);
  const group = newGroup();
  const member = join(topic.name, group);
  await member.stdout.waitFor("a\n");
  await topic[Symbol.asyncDispose]();
  const { status, stderr } = await member.result;
  assert.equal(status, 1);
  assert.match(stderr, /\nerror: Cannot read topic ".*": it no longer exists\n$/);
  assert.equal((await describe(group)).state, "Empty");
});

Deno.test("GroupMember reads partitions that are added to its topic", async () => {
  await using topic = await topicOf([{ value: "a" }]);
  await using client = await connect();
  const times = { topicsMs: 50 };
  await using grows = drive(client, { topic: topic.name, group: newGroup(), times });
  assert.equal((await grows.chunks.next()).value!.partition, 0);
  const argv = ["topic", "add-partitions", topic.name, "--to", "2"];
  assert.equal((await runCli(argv, { brokers })).status, 0);
  await send(topic, [{ partition: 1, value: "b" }]);
  assert.equal((await grows.chunks.next()).value!.partition, 1);
});
