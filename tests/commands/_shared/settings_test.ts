import assert from "node:assert/strict";
import type { GlobalOptions } from "../../../commands/_shared/parser/globals.ts";
import { connectionSettings, isDefaultCluster } from "../../../commands/_shared/settings.ts";
import type { KafkaConfig } from "../../../lib/kafka/config.ts";
import { fakeContext } from "../../support/cli/context.ts";

function settings(env: Record<string, string>, options: GlobalOptions = {}): KafkaConfig {
  return connectionSettings(options, fakeContext({ env }).context);
}

Deno.test("connectionSettings() returns localhost:9092 if nothing is set", () => {
  assert.deepEqual(settings({}), {
    brokers: [{ host: "localhost", port: 9092 }],
    clientId: "wah",
    softwareVersion: "0.1.0",
  });
});

Deno.test("connectionSettings() uses the flag, then WAH_BROKERS, then RPK_BROKERS", () => {
  const env = { WAH_BROKERS: "b:2", RPK_BROKERS: "c:3" };
  assert.deepEqual(settings(env, { brokers: "a:1" }).brokers, [{ host: "a", port: 1 }]);
  assert.deepEqual(settings(env).brokers, [{ host: "b", port: 2 }]);
  assert.deepEqual(settings({ RPK_BROKERS: "c:3" }).brokers, [{ host: "c", port: 3 }]);
});

Deno.test("connectionSettings() reads the login from the environment", () => {
  assert.deepEqual(settings({ RPK_USER: "ada", RPK_PASS: "word" }).sasl, {
    mechanism: "scram-sha-256",
    username: "ada",
    password: "word",
  });
  assert.deepEqual(
    settings({
      WAH_SASL_USER: "bob",
      WAH_SASL_PASSWORD: "w",
      WAH_SASL_MECHANISM: "PLAIN",
      RPK_USER: "ada",
      RPK_SASL_MECHANISM: "SCRAM-SHA-512",
    }).sasl,
    { mechanism: "plain", username: "bob", password: "w" },
  );
});

Deno.test("connectionSettings() refuses a user without a password", () => {
  assert.throws(() => settings({ RPK_USER: "ada" }), {
    name: "UsageError",
    message: 'Cannot log in as "ada": there is no password',
  });
});

Deno.test("connectionSettings() refuses a mechanism that it does not know", () => {
  assert.throws(
    () => settings({ RPK_USER: "ada", RPK_PASS: "w", RPK_SASL_MECHANISM: "GSSAPI" }),
    {
      name: "UsageError",
      message:
        'Cannot use RPK_SASL_MECHANISM "GSSAPI": expected plain, scram-sha-256, scram-sha-512',
    },
  );
});

Deno.test("connectionSettings() speaks TLS as soon as a TLS setting is there", () => {
  assert.deepEqual(settings({ RPK_TLS_ENABLED: "true" }).tls, {});
  assert.deepEqual(settings({ WAH_TLS_INSECURE_SKIP_VERIFY: "1" }).tls, {
    rejectUnauthorized: false,
  });
});

Deno.test("connectionSettings() does not speak TLS where it is switched off", () => {
  assert.equal(settings({ RPK_TLS_ENABLED: "false", RPK_TLS_CA: "/nowhere" }).tls, undefined);
});

Deno.test("connectionSettings() reads certificates from the files that are named", async () => {
  const file = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(file, "certificate");
    assert.deepEqual(settings({ RPK_TLS_CA: file }).tls, { ca: "certificate" });
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("connectionSettings() names the variable whose file is not there", () => {
  assert.throws(() => settings({ WAH_TLS_CERT: "/nowhere/cert.pem" }), {
    name: "UsageError",
    message: 'Cannot read WAH_TLS_CERT "/nowhere/cert.pem": no such file',
  });
});

Deno.test("connectionSettings() refuses a switch that is neither true nor false", () => {
  assert.throws(() => settings({ RPK_TLS_ENABLED: "maybe" }), {
    name: "UsageError",
    message: 'Cannot use RPK_TLS_ENABLED "maybe": expected true or false',
  });
});

Deno.test("isDefaultCluster() returns true only if nothing names a cluster", () => {
  const isDefault = (env: Record<string, string>, options: GlobalOptions = {}): boolean =>
    isDefaultCluster(options, fakeContext({ env }).context);
  assert.equal(isDefault({}), true);
  assert.equal(isDefault({ WAH_TLS_ENABLED: "false", WAH_SASL_PASSWORD: "secret" }), true);
  assert.equal(isDefault({}, { brokers: "localhost:9092" }), false);
  assert.equal(isDefault({ WAH_BROKERS: "localhost:9092" }), false);
  assert.equal(isDefault({ RPK_BROKERS: "localhost:9092" }), false);
  assert.equal(isDefault({ RPK_TLS_ENABLED: "true" }), false);
  assert.equal(isDefault({ WAH_SASL_USER: "alice", WAH_SASL_PASSWORD: "secret" }), false);
});
