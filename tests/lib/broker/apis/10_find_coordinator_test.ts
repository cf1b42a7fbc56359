import assert from "node:assert/strict";
import { errorCodes } from "../../../../lib/wire/errors.ts";
import { findCoordinator } from "../../../../lib/wire/messages/10_find_coordinator.ts";
import { TestBroker } from "../_broker.ts";

Deno.test("FindCoordinator v0-3 returns this broker", async () => {
  await using broker = await TestBroker.start();
  for (const version of [0, 1, 2, 3]) {
    const answer = await broker.client.ask(findCoordinator, version, { key: "billing" });
    assert.deepEqual(answer, {
      throttleTimeMs: 0,
      errorCode: 0,
      errorMessage: version === 0 ? null : "NONE",
      nodeId: 1,
      host: "127.0.0.1",
      port: broker.broker.port,
      coordinators: [],
    });
  }
});

Deno.test("FindCoordinator v4 returns this broker for each group", async () => {
  await using broker = await TestBroker.start();
  const keys = ["billing", "shipping"];
  const answer = await broker.client.ask(findCoordinator, 4, { coordinatorKeys: keys });
  const place = { nodeId: 1, host: "127.0.0.1", port: broker.broker.port };
  assert.deepEqual(
    answer.coordinators,
    keys.map((key) => ({ key, ...place, errorCode: 0, errorMessage: "" })),
  );
});

Deno.test("FindCoordinator rejects transactional ids permanently, and states why", async () => {
  await using broker = await TestBroker.start();
  const old = await broker.client.ask(findCoordinator, 2, { key: "id", keyType: 1 });
  assert.equal(old.errorCode, errorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
  assert.equal(old.errorMessage, "This broker does not support transactions");
  const { coordinators } = await broker.client.ask(findCoordinator, 4, {
    coordinatorKeys: ["id"],
    keyType: 1,
  });
  assert.deepEqual(coordinators, [{
    key: "id",
    nodeId: -1,
    host: "",
    port: -1,
    errorCode: errorCodes.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
    errorMessage: "This broker does not support transactions",
  }]);
  const line =
    'Rejected a transactional id of client "test": this broker does not support transactions';
  assert.deepEqual(broker.log, [line, line]);
});

Deno.test("FindCoordinator rejects keys of other types", async () => {
  await using broker = await TestBroker.start();
  const answer = await broker.client.ask(findCoordinator, 3, { key: "id", keyType: 7 });
  assert.equal(answer.errorCode, errorCodes.INVALID_REQUEST);
});
