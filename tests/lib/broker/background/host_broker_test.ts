import assert from "node:assert/strict";
import { findBroker } from "../../../../lib/broker/background/find_broker.ts";
import { hostBroker, type HostOptions } from "../../../../lib/broker/background/host_broker.ts";
import { KafkaClient } from "../../../../lib/kafka/client.ts";
import { drain, listen } from "../../../support/peers/listener.ts";
import { poll } from "../../../support/poll.ts";
import { tempFolder } from "../../../support/temp_folder.ts";
import { ManualClock } from "../_manual_clock.ts";

function options(dataDirectory: string | null): HostOptions {
  return {
    dataDirectory,
    host: "127.0.0.1",
    port: 0,
    pid: 4711,
    version: "1.2.3",
    signal: new AbortController().signal,
  };
}

Deno.test("hostBroker() publishes its address while it runs", async () => {
  await using folder = await tempFolder();
  {
    const clock = new ManualClock();
    const startedAt = new Date(clock.now()).toISOString();
    await using broker = await hostBroker({ ...options(folder.path), clock });
    assert.deepEqual(findBroker(folder.path), {
      status: "running",
      state: { pid: 4711, host: "127.0.0.1", port: broker.port, startedAt, version: "1.2.3" },
    });
  }
  assert.deepEqual(findBroker(folder.path), { status: "stopped" });
});

for (const [host, shown] of [["0.0.0.0", "127.0.0.1"], ["::", "::1"]] as const) {
  Deno.test(`hostBroker() on ${host} publishes an address to connect to`, async () => {
    await using folder = await tempFolder();
    await using _broker = await hostBroker({ ...options(folder.path), host });
    const sighting = findBroker(folder.path);
    assert.ok(sighting.status === "running");
    assert.equal(sighting.state.host, shown);
  });
}

Deno.test("hostBroker() rejects a second broker on its data", async () => {
  await using folder = await tempFolder();
  await using broker = await hostBroker(options(folder.path));
  await assert.rejects(hostBroker(options(folder.path)), {
    name: "DataError",
    message:
      `Cannot use the data directory "${folder.path}": process 4711 has locked it and listens ` +
      `on 127.0.0.1:${broker.port}`,
  });
  assert.equal(findBroker(folder.path).status, "running");
});

Deno.test("hostBroker() releases the data if it cannot start", async () => {
  await using folder = await tempFolder();
  await using taken = listen(drain);
  await assert.rejects(hostBroker({ ...options(folder.path), port: taken.address.port }), {
    message: `Cannot listen on "127.0.0.1:${taken.address.port}": the port is in use`,
  });
  assert.deepEqual(findBroker(folder.path), { status: "stopped" });
});

Deno.test("hostBroker() calls onIdle after a time without connections", async () => {
  const clock = new ManualClock();
  const idle = Promise.withResolvers<void>();
  let isIdle = false;
  const onIdle = (): void => {
    isIdle = true;
    idle.resolve();
  };
  await using broker = await hostBroker({ ...options(null), clock, idleTimeoutMs: 1000, onIdle });
  {
    await using _client = await KafkaClient.connect({ brokers: [broker] });
    clock.advance(5000);
    assert.equal(isIdle, false);
  }
  await poll(
    () => Promise.resolve(broker.connectionCount === 0 || undefined),
    () => "the broker did not see that its client is gone",
  );
  clock.advance(1000);
  await idle.promise;
});
