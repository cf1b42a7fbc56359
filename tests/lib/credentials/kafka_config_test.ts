import assert from "node:assert/strict";
import { kafkaConfig } from "../../../lib/credentials/kafka_config.ts";
import type { ConnectionSettings, TokenLogin } from "../../../lib/settings/connection_settings.ts";
import { tempFolder } from "../../support/temp_folder.ts";
import { credentialContext } from "./_context.ts";

const brokers = [{ host: "localhost", port: 9092 }] as const;

function config(settings: Omit<ConnectionSettings, "brokers">): ReturnType<typeof kafkaConfig> {
  return kafkaConfig({ brokers, ...settings }, credentialContext());
}

Deno.test("kafkaConfig() adds nothing for plaintext without a login", async () => {
  assert.deepEqual(await config({}), { brokers });
});

Deno.test("kafkaConfig() reads the password of a login", async () => {
  const login = {
    mechanism: "scram-sha-512",
    user: "ann",
    password: { kind: "command", command: "echo s3cret" },
  } as const;
  const { sasl, tls } = await config({ tls: { skipsVerification: true }, login });
  assert.deepEqual(sasl, { mechanism: "scram-sha-512", username: "ann", password: "s3cret" });
  assert.equal(tls?.rejectUnauthorized, false);
});

Deno.test("kafkaConfig() reads a token file again for each login", async () => {
  await using folder = await tempFolder();
  const path = folder.file("token");
  await Deno.writeTextFile(path, "first\n", { mode: 0o600 });
  const source = { kind: "file", path } as const;
  const { sasl } = await config({
    login: { mechanism: "oauthbearer", source, extensions: { traceId: "1 2" } },
  });
  assert.ok(sasl?.mechanism === "oauthbearer");
  assert.deepEqual(sasl.extensions, { traceId: "1 2" });
  assert.equal(await sasl.token(), "first");
  await Deno.writeTextFile(path, "second\n");
  assert.equal(await sasl.token(), "second");
});

Deno.test("kafkaConfig() runs a token command once for logins at the same time", async () => {
  await using folder = await tempFolder();
  const log = folder.file("log");
  const source = { kind: "command", command: `echo run >> '${log}'; echo abc` } as const;
  const { sasl } = await config({ login: { mechanism: "oauthbearer", source } });
  assert.ok(sasl?.mechanism === "oauthbearer");
  assert.deepEqual(await Promise.all([sasl.token(), sasl.token()]), ["abc", "abc"]);
  assert.equal(await Deno.readTextFile(log), "run\n");
});

Deno.test("kafkaConfig() fails before connecting if there is no token", async () => {
  const source = { kind: "command", command: "exit 4" } as const;
  await assert.rejects(config({ login: { mechanism: "oauthbearer", source } }), {
    name: "CredentialError",
    message: "Cannot get the token: its command exited with status 4",
  });
});

for (
  const extensions of [{ auth: "x" }, { "a-b": "x" }, { a: "x\x01auth=Bearer y" }, {
    a: "",
  }] as const
) {
  Deno.test(`kafkaConfig() rejects the extension ${JSON.stringify(extensions)}`, async () => {
    const login: TokenLogin = {
      mechanism: "oauthbearer",
      source: { kind: "command", command: "echo abc" },
      extensions,
    };
    await assert.rejects(config({ login }), { finding: "invalid-login" });
  });
}
