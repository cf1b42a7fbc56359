import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { registry } from "../../../../lib/broker/apis/registry.ts";
import { brokerClock } from "../../../../lib/broker/clock.ts";
import { defaultLimits } from "../../../../lib/broker/limits.ts";
import { memoryBudgets } from "../../../../lib/broker/server/memory_budget.ts";
import {
  dispatch,
  type DispatchedRequest,
} from "../../../../lib/broker/server/request_dispatcher.ts";
import { RequestWork } from "../../../../lib/broker/server/request_work.ts";
import { WorkTurns } from "../../../../lib/broker/server/work_turns.ts";
import type { BrokerServices } from "../../../../lib/broker/services.ts";
import type { TopicRegistry } from "../../../../lib/broker/topics/topic_registry.ts";
import { fetchApi } from "../../../../lib/wire/messages/01_fetch.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { produce } from "../../../../lib/wire/messages/00_produce.ts";
import { produceBody, TestBroker } from "../_broker.ts";
import { requestFrame } from "../_client.ts";
import { batchOf } from "../_log_fixture.ts";
import { Mutator, originalRequests } from "../_mutations.ts";
import { metadataHandler } from "./_server.ts";

const { signal } = new AbortController();
const turns = new WorkTurns({ sliceMs: defaultLimits.workSliceMs });
const services: Pick<BrokerServices, "limits" | "topics" | "memory" | "turns"> = {
  topics: { size: 0, partitionCount: 0 } as TopicRegistry,
  limits: defaultLimits,
  memory: memoryBudgets(defaultLimits, brokerClock),
  turns,
};
const connection = {
  services: services as BrokerServices,
  clientHost: "/127.0.0.1",
  advertised: { host: "localhost", port: 9092 },
  signal,
  work: new RequestWork(turns, signal),
};

function nothing(): void {}

function dispatched(frame: Uint8Array): DispatchedRequest {
  return dispatch(frame, registry, connection);
}

Deno.test("dispatch() runs only Produce concurrently with other requests", () => {
  const frames = [requestFrame(produce, 9, produceBody("t", null)), requestFrame(metadata, 9, {})];
  assert.deepEqual(frames.map((frame) => dispatched(frame.subarray(4)).pipelines), [true, false]);
});

Deno.test("dispatch() passes the client and the version to the handler", async () => {
  let seen: unknown;
  const handler = metadataHandler((_request, { apiVersion, clientId, clientHost }) => {
    seen = { apiVersion, clientId, clientHost };
    return {};
  });
  const byKey = new Map([[3, { ...handler.api, load: () => handler }]]);
  const frame = requestFrame(metadata, 7, { topics: [] }).subarray(4);
  await dispatch(frame, { byKey }, connection).run(nothing);
  assert.deepEqual(seen, { apiVersion: 7, clientId: "test", clientHost: "/127.0.0.1" });
});

Deno.test("dispatch() returns no bytes if the handler returns no response", async () => {
  const handler = metadataHandler(() => null);
  const byKey = new Map([[3, { ...handler.api, load: () => handler }]]);
  const frame = requestFrame(metadata, 7, { topics: [] }).subarray(4);
  assert.equal(await dispatch(frame, { byKey }, connection).run(nothing), null);
});

Deno.test("dispatch() ends the connection if bytes of a request are missing", async () => {
  const frame = requestFrame(metadata, 1, { topics: [] });
  await assert.rejects(dispatched(frame.subarray(4, -1)).run(nothing), {
    name: "CloseConnectionError",
    message: /^Cannot decode Metadata v1 request: /,
  });
});

/** Sends bytes and half-closes; resolves when the broker has closed the connection, too. */
async function attack(port: number, bytes: Uint8Array): Promise<void> {
  const socket = connect({ host: "127.0.0.1", port });
  socket.on("error", () => {});
  socket.resume();
  socket.end(bytes);
  await once(socket, "close");
}

async function writeAndRead(broker: TestBroker, offset: bigint): Promise<void> {
  const value = `record ${offset}`;
  const { errorCode, baseOffset } = await broker.write("steady", batchOf([{ value }]));
  assert.deepEqual([errorCode, baseOffset], [0, offset]);
  const partitions = [{ partition: 0, fetchOffset: offset, partitionMaxBytes: 1000 }];
  const topics = [{ topic: "steady", partitions }];
  const read = await broker.client.ask(fetchApi, 11, { maxWaitMs: 0, minBytes: 1, topics });
  const { records } = read.responses[0]!.partitions[0]!;
  assert.ok(new TextDecoder("latin1").decode(records!).includes(value));
}

/** bench/broker/fuzz.ts does the same a million times. */
Deno.test("a broker survives thousands of frames that no client should send", async () => {
  await using broker = await TestBroker.start({
    topics: [{ name: "steady" }],
    limits: { maxTopics: 20, maxPartitions: 100, maxGroups: 20 },
  });
  const mutator = new Mutator(originalRequests(), 20_260_101);
  const [rounds, perRound] = [15, 200];
  for (let round = 0; round < rounds; round++) {
    const frames = Array.from({ length: perRound }, () => mutator.next());
    const attacks = Array.from({ length: 8 }, async () => {
      for (let next = frames.pop(); next !== undefined; next = frames.pop()) {
        await attack(broker.broker.port, next);
      }
    });
    await Promise.all(attacks);
    await writeAndRead(broker, BigInt(round));
  }
  assert.deepEqual(broker.log.filter((line) => line.includes("a defect")), []);
  assert.ok(broker.log.length > rounds * perRound / 10, `only ${broker.log.length} were refused`);
  await broker.until(() => broker.broker.connectionCount === 2);
  assert.equal(broker.services.parked.count, 0);
});
