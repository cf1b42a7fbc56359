import assert from "node:assert/strict";
import { alterClientQuotas } from "../../../../lib/wire/messages/49_alter_client_quotas.ts";
import { TestBroker } from "../_broker.ts";

Deno.test("AlterClientQuotas rejects every quota, because there are none", async () => {
  await using broker = await TestBroker.start();
  const entity = [{ entityType: "user", entityName: "alice" }];
  for (const validateOnly of [true, false]) {
    const { entries } = await broker.client.ask(alterClientQuotas, 1, {
      entries: [{ entity, ops: [{ key: "producer_byte_rate", value: 1024 }] }],
      validateOnly,
    });
    assert.deepEqual(entries, [
      { errorCode: 42, errorMessage: "This broker does not support quotas", entity },
    ]);
  }
});
