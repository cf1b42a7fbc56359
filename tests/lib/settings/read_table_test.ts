import assert from "node:assert/strict";
import { isSettingKey, readTable } from "../../../lib/settings/read_table.ts";

const place = { file: "/f", prefix: "profiles.p.", path: (path: string): string => `/at/${path}` };

Deno.test("readTable() finds settings in nested tables, and reports the other keys", () => {
  const { values, unknown } = readTable({
    brokers: "a:1",
    tls: { ca: "ca.pem", caa: 1 },
    decode: { "my.topic": "json", "orders": "protobuf=orders.proto:Order" },
    future: { deep: { key: 1 } },
  }, place);
  assert.deepEqual([...values], [
    ["brokers", { name: "profiles.p.brokers", value: "a:1" }],
    ["tls.ca", { name: "profiles.p.tls.ca", value: "/at/ca.pem" }],
    [
      "decode",
      {
        name: "profiles.p.decode",
        value: { "my.topic": "json", "orders": "protobuf=/at/orders.proto:Order" },
      },
    ],
  ]);
  assert.deepEqual(unknown, ["profiles.p.tls.caa", "profiles.p.future.deep.key"]);
});

Deno.test("readTable() names the key and the file of a wrong value", () => {
  assert.throws(() => readTable({ tls: { enabled: "yes" } }, place), {
    name: "UsageError",
    message: 'Cannot use "yes" for profiles.p.tls.enabled in "/f": expected true or false',
  });
});

Deno.test("isSettingKey() knows the keys of the table, and no property of objects", () => {
  assert.equal(isSettingKey("sasl.user"), true);
  assert.equal(isSettingKey("sasl"), false);
  assert.equal(isSettingKey("toString"), false);
});
