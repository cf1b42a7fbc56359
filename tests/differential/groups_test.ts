import { offsetCommit } from "../../lib/wire/messages/08_offset_commit.ts";
import { offsetFetch } from "../../lib/wire/messages/09_offset_fetch.ts";
import { findCoordinator } from "../../lib/wire/messages/10_find_coordinator.ts";
import { joinGroup } from "../../lib/wire/messages/11_join_group.ts";
import { heartbeat } from "../../lib/wire/messages/12_heartbeat.ts";
import { leaveGroup } from "../../lib/wire/messages/13_leave_group.ts";
import { syncGroup } from "../../lib/wire/messages/14_sync_group.ts";
import { describeGroups } from "../../lib/wire/messages/15_describe_groups.ts";
import { deleteGroups } from "../../lib/wire/messages/42_delete_groups.ts";
import { offsetDelete } from "../../lib/wire/messages/47_offset_delete.ts";
import type { Input, RequestOf } from "../../lib/wire/schema/schema.ts";
import { uniqueTopic } from "../support/brokers/broker.ts";
import { joinRequest } from "./_groups.ts";
import { differential, type Pair } from "./_pair.ts";

type CommitPartition = NonNullable<
  NonNullable<Input<RequestOf<typeof offsetCommit>>["topics"]>[number]["partitions"]
>[number];

/** Commits offsets of one topic as an administrator, without being a member. */
async function commit(
  pair: Pair,
  groupId: string,
  topic: string,
  partitions: readonly CommitPartition[],
): Promise<void> {
  await pair.compare(`a commit to "${groupId}"`, {
    api: offsetCommit,
    body: { groupId, topics: [{ name: topic, partitions }] },
  });
}

/** Compares a group's offsets: of some partitions, and all of them. */
async function fetchOffsets(pair: Pair, groupId: string, topic: string): Promise<void> {
  const names = [topic, uniqueTopic("missing")];
  const topics = names.map((name) => ({ name, partitionIndexes: [0, 1, 2, 99, -1] }));
  for (const [what, wanted] of [["some", topics], ["none", []], ["all", null]] as const) {
    await pair.compare(`${what} offsets of "${groupId}"`, {
      api: offsetFetch,
      versions: wanted === null ? [2, 3, 4, 5, 6, 7] : [1, 2, 3, 4, 5, 6, 7],
      body: { groupId, topics: wanted },
    });
    await pair.compare(`${what} offsets of "${groupId}" among groups`, {
      api: offsetFetch,
      versions: [8, 9],
      body: {
        groups: [{ groupId, topics: wanted }, { groupId: `${groupId}-not`, topics: wanted }],
      },
    });
  }
}

differential("FindCoordinator", async (pair) => {
  for (const key of ["some-group", "", "é"]) {
    for (const keyType of [0, 2, 7, -1]) {
      await pair.compare(`key "${key}" of type ${keyType}`, {
        api: findCoordinator,
        versions: keyType === 0 ? [0, 1, 2, 3] : [1, 2, 3],
        body: { key, keyType },
      });
    }
  }
  for (const keyType of [0, 2, 7]) {
    await pair.compare(`keys of type ${keyType}`, {
      api: findCoordinator,
      versions: [4],
      body: { coordinatorKeys: ["one", "two", ""], keyType },
    });
  }
  await pair.compare("no keys", { api: findCoordinator, versions: [4], body: {} });
});

differential("offsets that are committed by a client that is not a member", async (pair) => {
  const topic = await pair.createTopic({ partitions: 3 });
  const groupId = pair.name;
  await fetchOffsets(pair, groupId, topic);
  await commit(pair, groupId, topic, [
    { partitionIndex: 0, committedOffset: 5n, committedMetadata: "here" },
    { partitionIndex: 1, committedOffset: 0n, committedMetadata: null },
    { partitionIndex: 3, committedOffset: 1n, committedMetadata: "" },
    { partitionIndex: -1, committedOffset: 1n, committedMetadata: "" },
  ]);
  await fetchOffsets(pair, groupId, topic);
  await commit(pair, groupId, topic, [
    { partitionIndex: 0, committedOffset: 3n, committedMetadata: "x".repeat(4096) },
    { partitionIndex: 2, committedOffset: 3n, committedMetadata: "x".repeat(4097) },
  ]);
  await commit(pair, groupId, topic, [{ partitionIndex: 1, committedOffset: -7n }]);
  await commit(pair, groupId, uniqueTopic("missing"), [{ partitionIndex: 0 }]);
  await commit(pair, "", topic, [{ partitionIndex: 0, committedOffset: 1n }]);
  await fetchOffsets(pair, groupId, topic);
  await fetchOffsets(pair, "", topic);
  await pair.compare("a leader epoch", {
    api: offsetCommit,
    versions: [6, 9],
    body: {
      groupId,
      topics: [{
        name: topic,
        partitions: [{ partitionIndex: 0, committedOffset: 1n, committedLeaderEpoch: 7 }],
      }],
    },
  });
  await fetchOffsets(pair, groupId, topic);
  await pair.compare("a group of offsets", { api: describeGroups, body: { groups: [groupId] } });
});

differential("groups that are deleted, and their offsets", async (pair) => {
  const topic = await pair.createTopic({ partitions: 3 });
  const groups = [`${pair.name}-a`, `${pair.name}-b`, `${pair.name}-c`];
  const missing = `${pair.name}-missing`;
  for (const groupId of groups) {
    await commit(pair, groupId, topic, [
      { partitionIndex: 0, committedOffset: 1n },
      { partitionIndex: 1, committedOffset: 1n },
    ]);
  }
  const [one, two, three] = groups as [string, string, string];
  for (const groupId of [one, missing, ""]) {
    await pair.compare(`offsets of "${groupId}"`, {
      api: offsetDelete,
      body: {
        groupId,
        topics: [
          { name: topic, partitions: [1, 2, 9].map((partitionIndex) => ({ partitionIndex })) },
          { name: missing, partitions: [{ partitionIndex: 0 }] },
        ],
      },
    });
  }
  await fetchOffsets(pair, one, topic);
  for (const [version, groupId] of groups.entries()) {
    await pair.compare("one there, one not", {
      api: deleteGroups,
      versions: [version],
      body: { groupsNames: [groupId, missing, ""] },
    });
  }
  await pair.compare("the same again", { api: deleteGroups, body: { groupsNames: [two] } });
  await fetchOffsets(pair, three, topic);
  await pair.compare("what is gone", {
    api: describeGroups,
    body: { groups: [one, missing, ""] },
  });
});

differential("JoinGroup that is rejected", async (pair) => {
  const ask = async (what: string, body: ReturnType<typeof joinRequest>): Promise<void> => {
    await pair.compare(what, { api: joinGroup, body });
  };
  const groupId = pair.name;
  await ask("no group", joinRequest("", {}));
  await ask("a short session", joinRequest(groupId, { sessionTimeoutMs: 5_999 }));
  await ask("a long session", joinRequest(groupId, { sessionTimeoutMs: 1_800_001 }));
  await ask("a session of 0", joinRequest(groupId, { sessionTimeoutMs: 0 }));
  await ask("an unknown member", joinRequest(groupId, { memberId: "unknown" }));
  await ask("no protocol type", joinRequest(groupId, { protocolType: "" }));
  await ask("no protocol", joinRequest(groupId, { protocols: [] }));
});

differential("requests that are rejected for a group that does not exist", async (pair) => {
  const topic = await pair.createTopic();
  const groupIds = [pair.name, ""];
  for (const groupId of groupIds) {
    const generationId = 1;
    const memberId = "unknown";
    await pair.compare(`"${groupId}"`, {
      api: heartbeat,
      body: { groupId, generationId, memberId },
    });
    await pair.compare(`"${groupId}"`, {
      api: syncGroup,
      body: ({ version }) => ({
        groupId,
        generationId,
        memberId,
        ...(version >= 5 ? { protocolType: "consumer", protocolName: "range" } : {}),
      }),
    });
    await pair.compare(`"${groupId}"`, {
      api: leaveGroup,
      versions: [0, 1, 2],
      body: { groupId, memberId },
    });
    await pair.compare(`"${groupId}"`, {
      api: leaveGroup,
      versions: [3, 4, 5],
      body: { groupId, members: [{ memberId }, { memberId: "", groupInstanceId: "static" }] },
    });
    await pair.compare(`a member's commit to "${groupId}"`, {
      api: offsetCommit,
      body: {
        groupId,
        generationIdOrMemberEpoch: generationId,
        memberId,
        topics: [{ name: topic, partitions: [{ partitionIndex: 0, committedOffset: 1n }] }],
      },
    });
  }
});
