import assert from "node:assert/strict";
import { brokerOptions } from "../../../commands/dev/_broker_options.ts";

Deno.test("brokerOptions() converts flags and omits those that were not given", () => {
  assert.deepEqual(brokerOptions({}), {});
  assert.deepEqual(
    brokerOptions({
      listen: { host: "::1", port: 1 },
      set: [["num.partitions", "3"]],
      topic: [{ name: "t" }],
      idleTimeout: 2,
    }),
    {
      host: "::1",
      port: 1,
      settings: [["num.partitions", "3"]],
      topics: [{ name: "t" }],
      idleTimeoutMs: 2000,
    },
  );
});

for (
  const [name, flag] of [
    ["listeners", "--listen HOST:PORT"],
    ["advertised.listeners", "--advertise HOST:PORT"],
    ["log.dir", "--data DIR"],
    ["log.dirs", "--data DIR"],
  ] as const
) {
  Deno.test(`brokerOptions() names the flag that replaces --set ${name}`, () => {
    assert.throws(() => brokerOptions({ set: [[name, "x"]] }), {
      name: "UsageError",
      message: `Cannot set "${name}": it is a flag here`,
      hint: `Use ${flag}`,
    });
  });
}
