import assert from "node:assert/strict";
import {
  environmentSources,
  flagSource,
  securityVariableNames,
} from "../../../lib/settings/environment.ts";

Deno.test("environmentSources() separates WAH_* from RPK_*, and skips empty ones", async () => {
  const env: Record<string, string> = {
    WAH_BROKERS: "a:1",
    RPK_BROKERS: "b:1",
    RPK_USER: "bob",
    WAH_TLS_CA: "",
    RPK_TLS_ENABLED: "1",
  };
  const [wah, rpk] = await environmentSources((name) => env[name]);
  assert.deepEqual([...wah.values], [["brokers", { value: "a:1", name: "WAH_BROKERS" }]]);
  assert.deepEqual([...rpk.values], [
    ["brokers", { value: "b:1", name: "RPK_BROKERS" }],
    ["tls.enabled", { value: true, name: "RPK_TLS_ENABLED" }],
    ["sasl.user", { value: "bob", name: "RPK_USER" }],
  ]);
});

Deno.test("flagSource() returns the flags of settings and no other ones", () => {
  const { values } = flagSource({ brokers: "a:1", tlsCa: "ca.pem", yes: true, tls: undefined });
  assert.deepEqual([...values], [
    ["brokers", { value: "a:1", name: "--brokers" }],
    ["tls.ca", { value: "ca.pem", name: "--tls-ca" }],
  ]);
});

Deno.test("securityVariableNames() separates secrets from the rest of a login", () => {
  const { secret, other } = securityVariableNames();
  for (const name of ["WAH_SASL_PASSWORD", "RPK_PASS", "WAH_TLS_PASSPHRASE"]) {
    assert.ok(secret.includes(name), name);
  }
  for (const name of ["WAH_SASL_USER", "RPK_USER", "WAH_TLS_ENABLED", "RPK_TLS_KEY"]) {
    assert.ok(other.includes(name), name);
  }
  assert.ok(!other.some((name) => name.endsWith("BROKERS")));
});
