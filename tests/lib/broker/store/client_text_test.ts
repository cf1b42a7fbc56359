import assert from "node:assert/strict";
import {
  loadGroups,
  loadOffsets,
  putGroup,
  putOffset,
} from "../../../../lib/broker/store/offsets.ts";
import { Store } from "../../../../lib/broker/store/store.ts";
import { insertTopic, loadConfigs, loadTopics } from "../../../../lib/broker/store/topics.ts";

for (const text of ["a\0b", "", "été"]) {
  Deno.test(`clientText() reads back what a client wrote: ${JSON.stringify(text)}`, () => {
    using store = new Store({ path: ":memory:" });
    const configs = new Map([["leader.replication.throttled.replicas", text]]);
    const topic = insertTopic(store, { id: "id", name: "t", configs, partitionCount: 1 });
    const group = { groupId: text, generation: 1, protocolType: text, emptySince: null };
    const offset = {
      groupId: text,
      topicId: "id",
      partition: 0,
      committedOffset: 1n,
      leaderEpoch: -1,
      metadata: text,
      committedAt: 1n,
    };
    putGroup(store, group);
    putOffset(store, offset);
    assert.deepEqual(loadGroups(store), [group]);
    assert.deepEqual(loadOffsets(store), [offset]);
    assert.deepEqual(loadTopics(store), [topic]);
    assert.deepEqual(loadConfigs(store, "id"), configs);
  });
}
