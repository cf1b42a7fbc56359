import assert from "node:assert/strict";
import { errorCodes } from "../../../../lib/wire/errors.ts";
import { utf8 } from "../../../../lib/wire/bytes.ts";
import { offsetCommit } from "../../../../lib/wire/messages/08_offset_commit.ts";
import { offsetDelete } from "../../../../lib/wire/messages/47_offset_delete.ts";
import { TestBroker } from "../_broker.ts";
import { becomeOnlyMember } from "./_group_member.ts";

const { UNKNOWN_TOPIC_OR_PARTITION, GROUP_SUBSCRIBED_TO_TOPIC } = errorCodes;

Deno.test("OffsetDelete deletes offsets, except of topics that members read", async () => {
  await using broker = await TestBroker.start();
  for (const name of ["read", "free"]) await broker.create(name, 2);
  const partitions = [{ partitionIndex: 0, committedOffset: 5n, committedMetadata: "" }];
  await broker.client.ask(offsetCommit, 2, {
    groupId: "billing",
    topics: ["read", "free"].map((name) => ({ name, partitions })),
  });
  const metadata = utf8("\0\0\0\0\0\x01\0\x04read\xff");
  await becomeOnlyMember(broker.client, { protocols: [{ name: "range", metadata }] });
  const { errorCode, topics } = await broker.client.ask(offsetDelete, 0, {
    groupId: "billing",
    topics: [
      { name: "read", partitions: [{ partitionIndex: 0 }] },
      { name: "none", partitions: [{ partitionIndex: 0 }] },
      { name: "free", partitions: [0, 1, 2].map((partitionIndex) => ({ partitionIndex })) },
    ],
  });
  assert.equal(errorCode, 0);
  assert.deepEqual(
    topics.map(({ name, partitions }) => [name, ...partitions.map((p) => p.errorCode)]),
    [
      ["read", GROUP_SUBSCRIBED_TO_TOPIC],
      ["none", UNKNOWN_TOPIC_OR_PARTITION],
      ["free", 0, 0, UNKNOWN_TOPIC_OR_PARTITION],
    ],
  );
  assert.equal(broker.services.groups.committedOffsets("billing").length, 1);
});

Deno.test("OffsetDelete answers a missing group with one error", async () => {
  await using broker = await TestBroker.start();
  const topics = [{ name: "none", partitions: [{ partitionIndex: 0 }] }];
  const answer = await broker.client.ask(offsetDelete, 0, { groupId: "who", topics });
  assert.deepEqual([answer.errorCode, answer.topics], [errorCodes.GROUP_ID_NOT_FOUND, []]);
});
