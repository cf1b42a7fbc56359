import assert from "node:assert/strict";
import { KafkaClient } from "../../../lib/kafka/client.ts";
import type { Address, KafkaConfig } from "../../../lib/kafka/config.ts";
import { ConnectionLostError } from "../../../lib/kafka/connection/connection_error.ts";
import { fetchApi } from "../../../lib/wire/messages/01_fetch.ts";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import { createTopics } from "../../../lib/wire/messages/19_create_topics.ts";
import { closedAddress } from "../../support/peers/listener.ts";
import { on, scriptedBroker, scriptedCluster } from "../../support/peers/scripted_broker.ts";

function connect(
  addresses: readonly Address[],
  options: Partial<KafkaConfig> = {},
): Promise<KafkaClient> {
  return KafkaClient.connect({ brokers: addresses, ...options });
}

const emptyFetch = { maxWaitMs: 0, minBytes: 0, isolationLevel: 0, topics: [] };

Deno.test("KafkaClient.request() opens one connection for many first requests", async () => {
  const [broker] = scriptedCluster([on(fetchApi, () => ({}))]);
  await using _ = broker!;
  await using client = await connect([broker!.address]);
  await Promise.all(
    Array.from({ length: 20 }, () => client.request(fetchApi, emptyFetch, { node: 1 })),
  );
  // One for Metadata, one for Fetch.
  assert.equal(broker!.accepted, 2);
});

Deno.test("KafkaClient.request() sends requests in the order of the calls", async () => {
  const names: string[] = [];
  const [broker] = scriptedCluster([on(createTopics, ({ topics }) => {
    names.push(topics[0]!.name);
    return {};
  })]);
  await using _ = broker!;
  await using client = await connect([broker!.address]);
  const wanted = Array.from({ length: 50 }, (_, index) => `t${index}`);
  await Promise.all(wanted.map((name) => (
    client.request(createTopics, {
      topics: [{ name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }],
    }, { node: 1 })
  )));
  assert.deepEqual(names, wanted);
});

Deno.test("KafkaClient.request() leaves an unanswered request when it is aborted", async () => {
  const stop = new AbortController();
  let isFirst = true;
  const [broker] = scriptedCluster([on(fetchApi, () => {
    if (!isFirst) return {};
    isFirst = false;
    stop.abort(new Error("enough"));
    return "hang";
  })]);
  await using _ = broker!;
  await using client = await connect([broker!.address]);
  const options = { node: 1, signal: stop.signal };
  await assert.rejects(client.request(fetchApi, emptyFetch, options), { message: "enough" });
  await client.request(fetchApi, emptyFetch, { node: 1 });
});

Deno.test("KafkaClient rejects pending requests when it is disposed", async () => {
  const isAsked = Promise.withResolvers<void>();
  const [broker] = scriptedCluster([on(fetchApi, () => {
    isAsked.resolve();
    return "hang";
  })]);
  await using _ = broker!;
  const client = await connect([broker!.address]);
  const outcome = assert.rejects(client.request(fetchApi, emptyFetch, { node: 1 }), {
    name: "ConnectionLostError",
    finding: "closed",
  });
  await isAsked.promise;
  await client[Symbol.asyncDispose]();
  await outcome;
  await assert.rejects(client.metadata(), {
    name: "FailedError",
    message: "Cannot send a request: the client is closed",
  });
});

Deno.test("KafkaClient.request() reconnects after a timeout", async () => {
  let isFirst = true;
  const [broker] = scriptedCluster([on(fetchApi, () => {
    if (!isFirst) return {};
    isFirst = false;
    return "hang";
  })]);
  await using _ = broker!;
  await using client = await connect([broker!.address]);
  await assert.rejects(client.request(fetchApi, emptyFetch, { node: 1, timeoutMs: 20 }), {
    name: "ConnectionLostError",
    finding: "timeout",
    isUnsent: false,
    message: `Cannot reach broker 1 at 127.0.0.1:${broker!.address.port}: no answer within 20 ms`,
  });
  await client.request(fetchApi, emptyFetch, { node: 1 });
  assert.equal(broker!.accepted, 3);
});

Deno.test("KafkaClient.request() reports whether the request was sent", async () => {
  const [broker] = scriptedCluster([on(createTopics, () => "close")]);
  await using _ = broker!;
  await using client = await connect([broker!.address]);
  await assert.rejects(
    client.request(createTopics, { topics: [] }, { node: "controller" }),
    (error) => error instanceof ConnectionLostError && error.retriable && !error.isUnsent,
  );
});

Deno.test("KafkaClient.request() to any tries the next broker", async () => {
  const [first, second] = scriptedCluster(
    [on(createTopics, () => "close")],
    [on(createTopics, () => ({ throttleTimeMs: 7 }))],
  );
  await using _second = second!;
  await using _first = first!;
  await using client = await connect([first!.address]);
  const answer = await client.request(createTopics, { topics: [] });
  assert.equal(answer.throttleTimeMs, 7);
});

Deno.test("KafkaClient.metadata() names every broker that was tried", async () => {
  const [first, second] = scriptedCluster([], []);
  const addresses = [first!.address, second!.address];
  await using client = await connect(addresses);
  await first![Symbol.asyncDispose]();
  await second![Symbol.asyncDispose]();
  await client.metadata().then(() => assert.fail("a broker answered"), () => {});
  await assert.rejects(client.metadata(), {
    name: "ConnectionLostError",
    isUnsent: true,
    message: `Cannot reach a broker at 127.0.0.1:${addresses[0]!.port}, ` +
      `127.0.0.1:${addresses[1]!.port}: connection refused`,
  });
});

Deno.test("KafkaClient.request() has a hint if the advertised address fails", async () => {
  const advertised = closedAddress();
  await using broker = scriptedBroker([
    on(metadata, () => ({ brokers: [{ nodeId: 1, ...advertised }], controllerId: 1 })),
  ]);
  await using client = await connect([broker.address]);
  await assert.rejects(client.metadata({ node: 1 }), {
    name: "ConnectionLostError",
    message: `Cannot reach broker 1 at 127.0.0.1:${advertised.port}: connection refused`,
    hint: /advertised\.listeners/,
  });
});

Deno.test("KafkaClient.request() agrees on the best version of both sides", async () => {
  const seen: number[] = [];
  const old = { ...createTopics, minVersion: 2, maxVersion: 4 };
  const [broker] = scriptedCluster([on(old, (_, version) => {
    seen.push(version);
    return {};
  })]);
  await using _ = broker!;
  await using client = await connect([broker!.address]);
  await client.request(createTopics, { topics: [] });
  await client.request(createTopics, { topics: [] }, { maxVersion: 3 });
  assert.deepEqual(seen, [4, 3]);
  assert.equal(client.apiVersion(createTopics), 4);
  assert.equal(client.apiVersion(fetchApi), null);
});

Deno.test("KafkaClient.request() does not send what a broker does not know", async () => {
  const tooNew = { ...createTopics, minVersion: 6 };
  const [broker] = scriptedCluster([on(tooNew, () => ({}))]);
  await using _ = broker!;
  await using client = await connect([broker!.address]);
  const where = `127.0.0.1:${broker!.address.port}`;
  await assert.rejects(client.request({ ...createTopics, maxVersion: 5 }, { topics: [] }), {
    name: "UnsupportedApiError",
    message: `Cannot send "CreateTopics": the broker at ${where} accepts versions 6 to 7, ` +
      "wah sends versions 0 to 5",
  });
  await assert.rejects(client.request(fetchApi, emptyFetch), {
    name: "UnsupportedApiError",
    message: `Cannot send "Fetch": the broker at ${where} does not support it`,
  });
});

Deno.test("KafkaClient.request() follows a broker that moves to another address", async () => {
  const where: { current: Address } = { current: closedAddress() };
  const script = [
    on(metadata, () => ({ brokers: [{ nodeId: 5, ...where.current }], controllerId: 5 })),
  ];
  const before = scriptedBroker(script);
  await using after = scriptedBroker(script);
  await using guide = scriptedBroker(script);
  where.current = before.address;
  await using client = await connect([guide.address]);
  await client.metadata({ node: 5 });
  await before[Symbol.asyncDispose]();
  where.current = after.address;
  await client.metadata();
  await client.metadata({ node: 5 });
  assert.deepEqual(after.asked, ["Metadata"]);
});

Deno.test("KafkaClient.request() blames a broker that is too old for a request", async () => {
  const old = { ...createTopics, maxVersion: 0 };
  const [broker] = scriptedCluster([on(old, () => ({}))]);
  await using _ = broker!;
  await using client = await connect([broker!.address]);
  await assert.rejects(client.request(createTopics, { topics: [], validateOnly: true }), {
    name: "FailedError",
    message: new RegExp(
      `^Cannot send "CreateTopics" to the broker at 127.0.0.1:${broker!.address.port} in ` +
        "version 0, the newest that both sides know: .*validateOnly",
    ),
  });
});
