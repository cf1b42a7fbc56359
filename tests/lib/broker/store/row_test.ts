import assert from "node:assert/strict";
import {
  loadGroups,
  loadOffsets,
  putGroup,
  putOffset,
} from "../../../../lib/broker/store/offsets.ts";
import { readMetaNumber } from "../../../../lib/broker/store/meta.ts";
import { loadProducers } from "../../../../lib/broker/store/producers.ts";
import {
  clientTextColumn,
  CorruptDataError,
  type SqlRow,
} from "../../../../lib/broker/store/row.ts";
import { Store } from "../../../../lib/broker/store/store.ts";
import { insertTopic, loadConfigs, loadTopics } from "../../../../lib/broker/store/topics.ts";

for (const text of ["a\0b", "", "été"]) {
  Deno.test(`SqlRow.clientText() returns what a client wrote: ${JSON.stringify(text)}`, () => {
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

function oneRow(sql: string): SqlRow {
  using store = new Store({ path: ":memory:" });
  return store.first(sql)!;
}

Deno.test("SqlRow reads each column with its type", () => {
  const row = oneRow(
    "select 9007199254740993 as big, 7 as small, 'x' as name, x'01' as raw, null as no",
  );
  assert.equal(row.bigint("big"), 9007199254740993n);
  assert.equal(row.number("small"), 7);
  assert.equal(row.text("name"), "x");
  assert.deepEqual(row.bytes("raw"), Uint8Array.of(1));
  assert.deepEqual([row.isNull("no"), row.isNull("name")], [true, false]);
});

const wrongTypes:
  readonly (readonly [sql: string, read: (row: SqlRow) => unknown, error: string])[] = [
    ["select 'x' as a", (row) => row.bigint("a"), "column a holds text, expected an integer"],
    ["select 1.5 as a", (row) => row.number("a"), "column a holds a fraction, expected an integer"],
    ["select null as a", (row) => row.text("a"), "column a holds NULL, expected text"],
    ["select 1 as a", (row) => row.bytes("a"), "column a holds an integer, expected bytes"],
    [
      `select ${clientTextColumn("a")} from (select null as a)`,
      (row) => row.clientText("a"),
      "column a holds NULL, expected bytes",
    ],
    [
      "select 9007199254740993 as a",
      (row) => row.number("a"),
      "column a holds 9007199254740992, which is out of range",
    ],
  ];

for (const [sql, read, message] of wrongTypes) {
  Deno.test(`SqlRow rejects a value of another type: ${message}`, () => {
    assert.throws(() => read(oneRow(sql)), { name: "CorruptDataError", message });
  });
}

Deno.test("loadProducers() rejects a state that is not one of a producer", () => {
  for (const state of ["", "{}", "[1,2]", "[1,2,[3]]", '["1",2,[]]', '[1,2,[[3,4,"x","5"]]]']) {
    using store = new Store({ path: ":memory:" });
    store.run("insert into producers (partition_id, producer_id, state) values (1, 2, ?)", state);
    assert.throws(() => loadProducers(store), CorruptDataError, state);
  }
});

Deno.test("readMetaNumber() rejects a value that is not a whole number", () => {
  using store = new Store({ path: ":memory:" });
  assert.equal(readMetaNumber(store, "next_producer_id"), 0n);
  store.run("insert into meta (key, value) values ('next_producer_id', '1x')");
  assert.throws(() => readMetaNumber(store, "next_producer_id"), {
    name: "CorruptDataError",
    message: 'next_producer_id holds "1x", expected a whole number',
  });
});
