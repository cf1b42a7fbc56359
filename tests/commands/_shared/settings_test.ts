import assert from "node:assert/strict";
import type { GlobalOptions } from "../../../commands/_shared/parser/globals.ts";
import { clusterConfig, commandSettings } from "../../../commands/_shared/settings.ts";
import type { KafkaConfig } from "../../../lib/kafka/config.ts";
import { isDefaultCluster } from "../../../lib/settings/connection.ts";
import { CertificateFolder } from "../../support/kafka/certificates.ts";
import { commandContext } from "../../support/cli/command_context.ts";

async function settings(
  env: Record<string, string>,
  options: GlobalOptions = {},
): Promise<KafkaConfig> {
  return await clusterConfig(commandContext({ env }, options).context);
}

Deno.test("clusterConfig() is localhost:9092 if nothing is set", async () => {
  assert.deepEqual(await settings({}), {
    brokers: [{ host: "localhost", port: 9092 }],
    clientId: "wah",
    softwareVersion: "0.1.0",
  });
});

Deno.test("clusterConfig() uses the flag, then WAH_BROKERS, then RPK_BROKERS", async () => {
  const env = { WAH_BROKERS: "b:2", RPK_BROKERS: "c:3" };
  assert.deepEqual((await settings(env, { brokers: "a:1" })).brokers, [{ host: "a", port: 1 }]);
  assert.deepEqual((await settings(env)).brokers, [{ host: "b", port: 2 }]);
  assert.deepEqual((await settings({ RPK_BROKERS: "c:3" })).brokers, [{ host: "c", port: 3 }]);
});

Deno.test("clusterConfig() logs in with the user of the environment", async () => {
  assert.deepEqual((await settings({ RPK_USER: "ada", RPK_PASS: "word" })).sasl, {
    mechanism: "scram-sha-256",
    username: "ada",
    password: "word",
  });
  assert.deepEqual(
    (await settings({
      WAH_SASL_USER: "bob",
      WAH_SASL_PASSWORD: "w",
      WAH_SASL_MECHANISM: "PLAIN",
      RPK_USER: "ada",
      RPK_SASL_MECHANISM: "SCRAM-SHA-512",
    })).sasl,
    { mechanism: "plain", username: "bob", password: "w" },
  );
});

Deno.test("clusterConfig() refuses a user without a password", async () => {
  await assert.rejects(settings({ RPK_USER: "ada" }), {
    name: "UsageError",
    message: 'Cannot log in as "ada": there is no password',
  });
});

Deno.test("clusterConfig() refuses a mechanism that it does not know", async () => {
  await assert.rejects(
    settings({ RPK_USER: "ada", RPK_PASS: "w", RPK_SASL_MECHANISM: "GSSAPI" }),
    {
      name: "UsageError",
      message:
        'Cannot use RPK_SASL_MECHANISM "GSSAPI": expected plain, scram-sha-256, scram-sha-512 ' +
        "or oauthbearer",
    },
  );
});

Deno.test("clusterConfig() uses TLS if a setting of TLS is set", async () => {
  assert.notEqual((await settings({ RPK_TLS_ENABLED: "true" })).tls, undefined);
  const { tls } = await settings({ WAH_TLS_INSECURE_SKIP_VERIFY: "1" });
  assert.equal(tls?.rejectUnauthorized, false);
});

Deno.test("clusterConfig() does not use TLS if it is turned off", async () => {
  assert.equal(
    (await settings({ RPK_TLS_ENABLED: "false", RPK_TLS_CA: "/nowhere" })).tls,
    undefined,
  );
});

Deno.test("clusterConfig() reads certificates from the files that are named", async () => {
  await using folder = await CertificateFolder.create();
  const { certificateFile } = await folder.issue("root", { isAuthority: true });
  const { tls } = await settings({ RPK_TLS_CA: certificateFile });
  assert.deepEqual([tls?.ca].flat(), [await Deno.readTextFile(certificateFile)]);
});

Deno.test("clusterConfig() names the variable whose file does not exist", async () => {
  await assert.rejects(settings({ WAH_TLS_CERT: "/nowhere/cert.pem" }), {
    name: "CredentialError",
    message: /"\/nowhere\/cert\.pem": no such file \(WAH_TLS_CERT\)$/,
  });
});

Deno.test("clusterConfig() runs the command for a password", async () => {
  const env = { WAH_SASL_USER: "bob", WAH_SASL_PASSWORD_COMMAND: "echo s3cret; echo more" };
  assert.deepEqual((await settings(env)).sasl, {
    mechanism: "scram-sha-256",
    username: "bob",
    password: "s3cret",
  });
});

Deno.test("clusterConfig() refuses a switch that is neither true nor false", async () => {
  await assert.rejects(settings({ RPK_TLS_ENABLED: "maybe" }), {
    name: "UsageError",
    message: 'Cannot use RPK_TLS_ENABLED "maybe": expected true or false',
  });
});

Deno.test("isDefaultCluster() is true only if nothing names a cluster", async () => {
  const isDefault = async (
    env: Record<string, string>,
    options: GlobalOptions = {},
  ): Promise<boolean> =>
    isDefaultCluster(await commandSettings(commandContext({ env }, options).context));
  assert.equal(await isDefault({}), true);
  assert.equal(await isDefault({ WAH_TLS_ENABLED: "false", WAH_SASL_PASSWORD: "secret" }), true);
  assert.equal(await isDefault({}, { brokers: "localhost:9092" }), false);
  assert.equal(await isDefault({ WAH_BROKERS: "localhost:9092" }), false);
  assert.equal(await isDefault({ RPK_BROKERS: "localhost:9092" }), false);
  assert.equal(await isDefault({ RPK_TLS_ENABLED: "true" }), false);
  assert.equal(await isDefault({ WAH_SASL_USER: "alice", WAH_SASL_PASSWORD: "secret" }), false);
});
