import assert from "node:assert/strict";
import { listOffsets } from "../../../../lib/kafka/admin/list_offsets.ts";
import { KafkaClient } from "../../../../lib/kafka/client.ts";
import type { Address } from "../../../../lib/kafka/config.ts";
import { listOffsets as listOffsetsApi } from "../../../../lib/wire/messages/02_list_offsets.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { on, type Script, scriptedBroker } from "../../../support/peers/scripted_broker.ts";

const notLeader = 6;

/** Metadata of topic "t", with the result of `leader` as the leader of partition 0. */
function metadataOf(nodes: () => readonly Address[], leader: () => number): Script {
  return on(metadata, ({ topics }) => ({
    brokers: nodes().map((address, index) => ({ nodeId: index + 1, ...address })),
    controllerId: 1,
    topics: (topics ?? []).map(({ name }) => ({
      name,
      partitions: [{ partitionIndex: 0, leaderId: leader() }],
    })),
  }));
}

function offsetOf(offset: bigint, errorCode = 0): Script {
  return on(listOffsetsApi, ({ topics }) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, offset, errorCode })),
    })),
  }));
}

const latest = [{ topic: "t", partition: 0, at: "latest" }] as const;

Deno.test("listOffsets() retries at the new leader after a leader change", async () => {
  const nodes: Address[] = [];
  let rounds = 0;
  const meta = metadataOf(() => nodes, () => ++rounds === 1 ? 1 : 2);
  await using first = scriptedBroker([meta, offsetOf(0n, notLeader)]);
  await using second = scriptedBroker([meta, offsetOf(42n)]);
  nodes.push(first.address, second.address);
  await using client = await KafkaClient.connect({ brokers: [first.address] });
  const [answer] = await listOffsets(client, latest);
  assert.deepEqual(answer, {
    topic: "t",
    partition: 0,
    offset: 42n,
    timestamp: null,
    error: null,
  });
});

Deno.test("listOffsets() waits for the election of a leader", async () => {
  const nodes: Address[] = [];
  let rounds = 0;
  await using broker = scriptedBroker([
    metadataOf(() => nodes, () => ++rounds < 3 ? -1 : 1),
    offsetOf(7n),
  ]);
  nodes.push(broker.address);
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  const [answer] = await listOffsets(client, latest);
  assert.equal(answer!.offset, 7n);
});

Deno.test("listOffsets() retries if a leader closes the connection", async () => {
  const nodes: Address[] = [];
  let isFirst = true;
  const moody: Script = {
    ...offsetOf(5n),
    answer: (request, version) => {
      if (!isFirst) return offsetOf(5n).answer(request, version);
      isFirst = false;
      return "close";
    },
  };
  await using broker = scriptedBroker([metadataOf(() => nodes, () => 1), moody]);
  nodes.push(broker.address);
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  const [answer] = await listOffsets(client, latest);
  assert.equal(answer!.offset, 5n);
});

Deno.test("listOffsets() throws an error that a retry cannot fix", async () => {
  const nodes: Address[] = [];
  await using broker = scriptedBroker([metadataOf(() => nodes, () => 1), offsetOf(-1n, 29)]);
  nodes.push(broker.address);
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  const [answer] = await listOffsets(client, latest);
  assert.equal(answer!.error?.codeName, "TOPIC_AUTHORIZATION_FAILED");
  assert.equal(answer!.offset, null);
});

Deno.test("listOffsets() does not ask an old broker for the largest timestamp", async () => {
  const nodes: Address[] = [];
  const old = { ...offsetOf(0n), api: { ...listOffsetsApi, maxVersion: 6 } };
  await using broker = scriptedBroker([metadataOf(() => nodes, () => 1), old]);
  nodes.push(broker.address);
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  const query = { topic: "t", partition: 0, at: "max-timestamp" } as const;
  await assert.rejects(listOffsets(client, [query]), { name: "UnsupportedApiError" });
});

Deno.test("listOffsets() stops waiting for a leader when it is aborted", async () => {
  const nodes: Address[] = [];
  const stop = new AbortController();
  await using broker = scriptedBroker([
    metadataOf(() => nodes, () => {
      stop.abort(new Error("enough"));
      return -1;
    }),
    offsetOf(0n),
  ]);
  nodes.push(broker.address);
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  await assert.rejects(listOffsets(client, latest, { signal: stop.signal }), {
    message: "enough",
  });
});

Deno.test("listOffsets() sends no request without queries", async () => {
  await using broker = scriptedBroker([on(metadata, () => ({}))]);
  await using client = await KafkaClient.connect({ brokers: [broker.address] });
  assert.deepEqual(await listOffsets(client, []), []);
  assert.deepEqual(broker.asked, ["Metadata"]);
});
