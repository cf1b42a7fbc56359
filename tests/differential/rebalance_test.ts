import { utf8 } from "../../lib/wire/bytes.ts";
import { offsetCommit } from "../../lib/wire/messages/08_offset_commit.ts";
import { joinGroup } from "../../lib/wire/messages/11_join_group.ts";
import { heartbeat } from "../../lib/wire/messages/12_heartbeat.ts";
import { leaveGroup } from "../../lib/wire/messages/13_leave_group.ts";
import { syncGroup } from "../../lib/wire/messages/14_sync_group.ts";
import { describeGroups } from "../../lib/wire/messages/15_describe_groups.ts";
import { listGroups } from "../../lib/wire/messages/16_list_groups.ts";
import { deleteGroups } from "../../lib/wire/messages/42_delete_groups.ts";
import { offsetDelete } from "../../lib/wire/messages/47_offset_delete.ts";
import { poll } from "../support/poll.ts";
import { joinRequest, subscription } from "./_groups.ts";
import { type Answers, differential, Pair } from "./_pair.ts";
import type { Peer } from "./_peer.ts";

type Joined = Answers<{ readonly memberId: string; readonly generationId: number }>;

/** Joins with a new member, in the two steps that later versions require. */
async function join(pair: Pair, groupId: string, version = 9): Promise<Joined> {
  const versions = [version];
  const first = await pair.compare("a first join", {
    api: joinGroup,
    versions,
    body: joinRequest(groupId),
  });
  if (first.of(pair.peers[0]!).errorCode === 0) return first;
  return await pair.compare("a second join", {
    api: joinGroup,
    versions,
    body: (asked) => joinRequest(groupId, { memberId: first.of(asked.peer).memberId })(asked),
  });
}

/** Sends the assignment that the leader computed for itself and other members. */
async function sync(pair: Pair, groupId: string, joined: Joined, version = 5): Promise<void> {
  await pair.compare("the leader's assignment", {
    api: syncGroup,
    versions: [version],
    body: ({ peer }) => ({
      groupId,
      ...member(joined, peer),
      ...(version >= 5 ? { protocolType: "consumer", protocolName: "range" } : {}),
      assignments: [{ memberId: joined.of(peer).memberId, assignment: utf8("assignment") }],
    }),
  });
}

function member(joined: Joined, peer: Peer): { memberId: string; generationId: number } {
  const { memberId, generationId } = joined.of(peer);
  return { memberId, generationId };
}

/** Compares the description of a group. */
async function describe(pair: Pair, groupId: string): Promise<void> {
  await pair.compare("the group", { api: describeGroups, body: { groups: [groupId] } });
  await pair.compare("the list", {
    api: listGroups,
    body: {},
    pick: ({ groups }) => groups.filter((group) => group.groupId === groupId),
  });
}

for (const version of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
  differential(`a group of one that joined by JoinGroup v${version}`, async (pair) => {
    const groupId = pair.name;
    const joined = await join(pair, groupId, version);
    await describe(pair, groupId);
    await sync(pair, groupId, joined, Math.min(version, 5));
    await describe(pair, groupId);
    await pair.compare("its heartbeat", {
      api: heartbeat,
      body: ({ peer }) => ({ groupId, ...member(joined, peer) }),
    });
    await pair.compare("its departure", {
      api: leaveGroup,
      versions: [Math.min(version, 5)],
      body: ({ peer }) => {
        const { memberId } = joined.of(peer);
        return version < 3 ? { groupId, memberId } : { groupId, members: [{ memberId }] };
      },
    });
    await describe(pair, groupId);
  });
}

differential("requests of a member that are rejected", async (pair) => {
  const topic = await pair.createTopic();
  const groupId = pair.name;
  const joined = await join(pair, groupId);
  await pair.compare("a heartbeat before the assignment", {
    api: heartbeat,
    body: ({ peer }) => ({ groupId, ...member(joined, peer) }),
  });
  await sync(pair, groupId, joined);
  const partitions = [{ partitionIndex: 0, committedOffset: 1n }, { partitionIndex: 9 }];
  for (
    const [generation, memberId] of [[0, null], [1, null], [-1, null], [0, "x"], [-1, ""]] as const
  ) {
    const who = `${memberId ?? "itself"}, ${generation} from its generation`;
    const identity = (peer: Peer): { memberId: string; generationId: number } => ({
      memberId: memberId ?? joined.of(peer).memberId,
      generationId: generation === -1 ? -1 : joined.of(peer).generationId + generation,
    });
    await pair.compare(`a heartbeat as ${who}`, {
      api: heartbeat,
      body: ({ peer }) => ({ groupId, ...identity(peer) }),
    });
    await pair.compare(`an assignment as ${who}`, {
      api: syncGroup,
      versions: [3, 5],
      body: ({ peer, version }) => ({
        groupId,
        ...identity(peer),
        ...(version >= 5 ? { protocolType: "consumer", protocolName: "range" } : {}),
      }),
    });
    await pair.compare(`a commit as ${who}`, {
      api: offsetCommit,
      body: ({ peer }) => {
        const { memberId, generationId } = identity(peer);
        return {
          groupId,
          memberId,
          generationIdOrMemberEpoch: generationId,
          topics: [{ name: topic, partitions }],
        };
      },
    });
  }
  for (const [protocolType, protocolName] of [["connect", "range"], ["consumer", "other"]]) {
    await pair.compare(`an assignment by ${protocolType} ${protocolName}`, {
      api: syncGroup,
      versions: [5],
      body: ({ peer }) => ({ groupId, ...member(joined, peer), protocolType, protocolName }),
    });
  }
  await pair.compare("its deletion", { api: deleteGroups, body: { groupsNames: [groupId] } });
  await pair.compare("the deletion of its offsets", {
    api: offsetDelete,
    body: { groupId, topics: [{ name: topic, partitions: [{ partitionIndex: 0 }] }] },
  });
  await pair.compare("a join with another protocol type", {
    api: joinGroup,
    versions: [0, 3],
    body: joinRequest(groupId, { protocolType: "connect" }),
  });
  await pair.compare("a join with another protocol", {
    api: joinGroup,
    versions: [0, 3],
    body: joinRequest(groupId, { protocols: [{ name: "other", metadata: subscription }] }),
  });
});

differential("a second member that joins and leaves", async (pair) => {
  using others = await Pair.open();
  const groupId = pair.name;
  const versions = [9];
  const first = await join(pair, groupId);
  await sync(pair, groupId, first);
  const reserved = await others.compare("a first join of the other", {
    api: joinGroup,
    versions,
    body: joinRequest(groupId),
  });
  const otherJoined = await others.begin("the join of the other", {
    api: joinGroup,
    versions,
    body: (asked) =>
      joinRequest(groupId, { memberId: reserved.of(at(others, asked.peer)).memberId })(asked),
  });
  for (const peer of pair.peers) await rebalancing(peer, groupId, first);
  await describe(pair, groupId);
  const again = await pair.compare("the first again", {
    api: joinGroup,
    versions,
    body: (asked) => joinRequest(groupId, { memberId: first.of(asked.peer).memberId })(asked),
  });
  const other = await otherJoined();
  await describe(pair, groupId);
  const protocol = { protocolType: "consumer", protocolName: "range" };
  const otherSynced = await others.begin("the assignment of the other", {
    api: syncGroup,
    versions: [5],
    body: ({ peer }) => ({ groupId, ...protocol, ...member(other, peer) }),
  });
  await pair.compare("the leader's assignment", {
    api: syncGroup,
    versions: [5],
    body: ({ peer }) => ({
      groupId,
      ...protocol,
      ...member(again, peer),
      assignments: [first.of(peer), other.of(at(others, peer))].map(({ memberId }, index) => ({
        memberId,
        assignment: utf8(`assignment ${index}`),
      })),
    }),
  });
  await otherSynced();
  await describe(pair, groupId);
  await others.compare("the departure of the other", {
    api: leaveGroup,
    versions: [5],
    body: ({ peer }) => ({ groupId, members: [{ memberId: other.of(peer).memberId }] }),
  });
  await pair.compare("a heartbeat once the other is gone", {
    api: heartbeat,
    body: ({ peer }) => ({ groupId, ...member(again, peer) }),
  });
  const alone = await pair.compare("the first alone", {
    api: joinGroup,
    versions,
    body: (asked) => joinRequest(groupId, { memberId: first.of(asked.peer).memberId })(asked),
  });
  await sync(pair, groupId, alone);
  await describe(pair, groupId);
});

differential("static members", async (pair) => {
  const groupId = pair.name;
  const versions = [9];
  const groupInstanceId = "static";
  const first = await pair.compare("a static member", {
    api: joinGroup,
    versions,
    body: joinRequest(groupId, { groupInstanceId }),
  });
  await sync(pair, groupId, first);
  const second = await pair.compare("the same, started again", {
    api: joinGroup,
    versions,
    body: joinRequest(groupId, { groupInstanceId }),
  });
  await describe(pair, groupId);
  for (const [who, joined] of [["the old one", first], ["the new one", second]] as const) {
    await pair.compare(`a heartbeat of ${who}`, {
      api: heartbeat,
      versions: [3, 4],
      body: ({ peer }) => ({ groupId, ...member(joined, peer), groupInstanceId }),
    });
    await pair.compare(`a heartbeat of ${who} without its instance`, {
      api: heartbeat,
      versions: [3, 4],
      body: ({ peer }) => ({ groupId, ...member(joined, peer) }),
    });
  }
  await pair.compare("the old one joins", {
    api: joinGroup,
    versions,
    body: (asked) =>
      joinRequest(groupId, { groupInstanceId, memberId: first.of(asked.peer).memberId })(asked),
  });
  await pair.compare("the removal of instances", {
    api: leaveGroup,
    versions: [5],
    body: {
      groupId,
      members: ["other", groupInstanceId].map((id) => ({ memberId: "", groupInstanceId: id })),
    },
  });
  await describe(pair, groupId);
});

/** Returns the peer of another pair for the same broker. */
function at(pair: Pair, peer: Peer): Peer {
  return pair.peers.find(({ name }) => name === peer.name)!;
}

/** Waits until a member learns that its group is rebalancing. */
async function rebalancing(peer: Peer, groupId: string, joined: Joined): Promise<void> {
  const rebalanceInProgress = 27;
  await poll(async () => {
    const answer = await peer.ask(heartbeat, 4, { groupId, ...member(joined, peer) });
    return answer!.errorCode === rebalanceInProgress || undefined;
  }, () => `${peer.name} does not rebalance`);
}
