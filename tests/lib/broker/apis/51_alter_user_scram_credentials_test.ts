import assert from "node:assert/strict";
import {
  alterUserScramCredentials,
} from "../../../../lib/wire/messages/51_alter_user_scram_credentials.ts";
import { TestBroker } from "../_broker.ts";

Deno.test("AlterUserScramCredentials rejects credentials, as there are no logins", async () => {
  await using broker = await TestBroker.start();
  const { results } = await broker.client.ask(alterUserScramCredentials, 0, {
    upsertions: [{
      name: "alice",
      mechanism: 1,
      iterations: 4096,
      salt: new Uint8Array([1]),
      saltedPassword: new Uint8Array([2]),
    }],
  });
  assert.deepEqual(results, [
    { user: "alice", errorCode: 54, errorMessage: "This broker does not support logins" },
  ]);
});
