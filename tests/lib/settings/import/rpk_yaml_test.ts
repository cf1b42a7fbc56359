import assert from "node:assert/strict";
import { readRpkYaml } from "../../../../lib/settings/import/rpk_yaml.ts";

const options = { file: "rpk.yaml", path: (path: string) => `/rpk/${path}` };

Deno.test("readRpkYaml() reads brokers, TLS, login, admin API, registry and color", async () => {
  const { profiles, current } = await readRpkYaml(
    `version: 6
current_profile: prod
profiles:
  - name: prod
    description: the real one
    prompt: hi-red, "[%n]"
    kafka_api:
      brokers: [a:9093, b:9093]
      tls: { ca_file: ca.pem, cert_file: cert.pem, key_file: key.pem, insecure_skip_verify: true }
      sasl: { user: bob, password: s3cret, mechanism: SCRAM-SHA-512 }
    admin_api: { addresses: ["a:9644"], tls: {} }
    schema_registry: { addresses: ["a:8081"] }
    cloud_cluster: { cluster_id: x }
  - name: dev
    kafka_api: { brokers: [localhost:9092], tls: {} }
  - name: other
    kafka_api: { sasl: { user: x, mechanism: GSSAPI } }
`,
    options,
  );
  assert.equal(current, "prod");
  assert.deepEqual(
    profiles.map(({ name, values, skipped }) => [name, Object.fromEntries(values), skipped]),
    [
      ["prod", {
        "brokers": "a:9093,b:9093",
        "tls.enabled": true,
        "tls.ca": "/rpk/ca.pem",
        "tls.cert": "/rpk/cert.pem",
        "tls.key": "/rpk/key.pem",
        "tls.insecure_skip_verify": true,
        "sasl.mechanism": "scram-sha-512",
        "sasl.user": "bob",
        "sasl.password": "s3cret",
        "admin.url": "https://a:9644",
        "registry.url": "http://a:8081",
        "color": "red",
      }, ["cloud_cluster"]],
      ["dev", { "brokers": "localhost:9092", "tls.enabled": true }, []],
      ["other", {}, ["kafka_api.sasl: gssapi is not supported"]],
    ],
  );
});

for (const [text, found] of [["a: [", "Cannot import"], ["a: 1", "it has no list of profiles"]]) {
  Deno.test(`readRpkYaml() rejects ${JSON.stringify(text)}`, async () => {
    await assert.rejects(readRpkYaml(text!, options), (error: Error) => {
      assert.equal(error.name, "UsageError");
      assert.ok(error.message.includes(found!), error.message);
      return true;
    });
  });
}
