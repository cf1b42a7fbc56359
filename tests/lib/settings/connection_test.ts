import assert from "node:assert/strict";
import { connectionSettings, secretOf } from "../../../lib/settings/connection.ts";
import type { ConnectionSettings } from "../../../lib/settings/connection_settings.ts";
import type { SettingValue } from "../../../lib/settings/setting_spec.ts";
import type { SettingKey } from "../../../lib/settings/setting_table.ts";
import { resolveSettings, type Settings } from "../../../lib/settings/settings.ts";

function settingsOf(values: Partial<Record<SettingKey, SettingValue>>): Settings {
  const found = Object.entries(values).map(([key, value]) =>
    [key as SettingKey, { value, name: `profiles.p.${key}` }] as const
  );
  const source = {
    kind: "profile",
    file: "/c.toml",
    profile: "p",
    values: new Map(found),
  } as const;
  return resolveSettings({ sources: [source] });
}

function connection(
  values: Partial<Record<SettingKey, SettingValue>>,
  canAsk = false,
): ConnectionSettings {
  return connectionSettings(settingsOf(values), { canAsk });
}

const brokers = [{ host: "localhost", port: 9092 }];

Deno.test("connectionSettings() is plaintext to localhost:9092 without settings", () => {
  assert.deepEqual(connection({}), { brokers });
});

Deno.test("connectionSettings() names where an invalid address is written", () => {
  assert.throws(() => connection({ brokers: "a:b" }), {
    name: "UsageError",
    message: 'Cannot read "a:b" as a broker address: port "b", expected a number from 1 to 65535 ' +
      '(profiles.p.brokers in "/c.toml")',
  });
});

Deno.test("connectionSettings() passes on every setting of TLS", () => {
  const values = {
    "tls.ca": "/ca",
    "tls.cert": "/cert",
    "tls.key": "/key",
    "tls.passphrase_file": "/phrase",
    "tls.server_name": "kafka",
    "tls.insecure_skip_verify": true,
  };
  assert.deepEqual(connection(values).tls, {
    caFile: "/ca",
    certificateFile: "/cert",
    keyFile: "/key",
    passphrase: { kind: "file", path: "/phrase" },
    serverName: "kafka",
    skipsVerification: true,
  });
  assert.equal(connection({ ...values, "tls.enabled": false }).tls, undefined);
  assert.deepEqual(connection({ "tls.enabled": true }).tls, {});
  assert.deepEqual(connection({ "tls.cert": "/c" }, true).tls?.passphrase, { kind: "prompt" });
});

Deno.test("connectionSettings() finds the password in each of its places", () => {
  const password = (
    values: Partial<Record<SettingKey, SettingValue>>,
    canAsk = false,
  ): unknown => {
    const { login } = connection({ "sasl.user": "bob", ...values }, canAsk);
    return login !== undefined && "password" in login ? login.password : undefined;
  };
  assert.deepEqual(password({ "sasl.password": "x" }), { kind: "value", value: "x" });
  assert.deepEqual(password({ "sasl.password_file": "/p" }), { kind: "file", path: "/p" });
  assert.deepEqual(password({ "sasl.password_command": "pass" }), {
    kind: "command",
    command: "pass",
  });
  assert.deepEqual(password({}, true), { kind: "prompt" });
  assert.throws(() => password({}), { message: 'Cannot log in as "bob": there is no password' });
});

Deno.test("connectionSettings() logs in with a token if there is no user", () => {
  assert.deepEqual(connection({ "oauth.token_command": "aws" }).login, {
    mechanism: "oauthbearer",
    source: { kind: "command", command: "aws" },
  });
  assert.deepEqual(
    connection({
      "sasl.mechanism": "oauthbearer",
      "oauth.token_url": "https://id/token",
      "oauth.client_id": "wah",
      "oauth.client_secret_file": "/secret",
      "oauth.scope": "kafka",
      "oauth.extensions": { logicalCluster: "lkc-1" },
      "oauth.ca": "/ca",
    }).login,
    {
      mechanism: "oauthbearer",
      source: {
        kind: "oidc",
        tokenUrl: "https://id/token",
        clientId: "wah",
        clientSecret: { kind: "file", path: "/secret" },
        scope: "kafka",
        caFile: "/ca",
      },
      extensions: { logicalCluster: "lkc-1" },
    },
  );
});

Deno.test("connectionSettings() rejects a login by token that is incomplete", () => {
  assert.throws(() => connection({ "sasl.mechanism": "oauthbearer" }), {
    message: "Cannot log in with oauthbearer: there is no source of tokens",
  });
  assert.throws(() => connection({ "oauth.token_url": "https://id" }), {
    message: 'Cannot get a token from "https://id": oauth.client_id is not set',
  });
});

Deno.test("secretOf() finds the password of the schema registry", () => {
  const values = { "registry.url": "http://r", "registry.password_command": "pass r" };
  assert.deepEqual(secretOf(settingsOf(values), "registry.password"), {
    kind: "command",
    command: "pass r",
  });
  assert.equal(secretOf(settingsOf({}), "registry.password"), undefined);
});
