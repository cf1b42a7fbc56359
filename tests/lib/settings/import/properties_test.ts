import assert from "node:assert/strict";
import { importProperties, parseProperties } from "../../../../lib/settings/import/properties.ts";

const options = { file: "client.properties", path: (path: string) => `/etc/${path}` };

function imported(text: string): readonly [object, readonly string[]] {
  const { values, skipped } = importProperties(text, options);
  return [Object.fromEntries(values), skipped];
}

Deno.test("parseProperties() reads comments, separators, long lines and escapes like Java", () => {
  const text =
    "# a\n! b\na=1\nb : 2\n c 3\nd=x \\\n   y\ne\\=f=\\u00e9\\t!\ng=\na=2\nh=C:\\\\dir\n";
  assert.deepEqual(Object.fromEntries(parseProperties(text)), {
    "a": "2",
    "b": "2",
    "c": "3",
    "d": "x y",
    "e=f": "é\t!",
    "g": "",
    "h": "C:\\dir",
  });
});

Deno.test("importProperties() reads the properties of a Java client", () => {
  assert.deepEqual(
    imported(`bootstrap.servers=a:9093
security.protocol=SASL_SSL
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
  username="bob" password="s3\\\\"cret";
ssl.truststore.type=PEM
ssl.truststore.location=ca.pem
ssl.keystore.location=client.p12
ssl.keystore.password=phrase
acks=all
`),
    [{
      "brokers": "a:9093",
      "tls.enabled": true,
      "sasl.mechanism": "scram-sha-512",
      "sasl.user": "bob",
      "sasl.password": 's3"cret',
      "tls.ca": "/etc/ca.pem",
      "tls.cert": "/etc/client.p12",
      "tls.passphrase": "phrase",
    }, ["acks"]],
  );
});

Deno.test("importProperties() reads the properties of kcat", () => {
  assert.deepEqual(
    imported(`metadata.broker.list=a:9092
security.protocol=sasl_plaintext
sasl.mechanisms=PLAIN
sasl.username=bob
sasl.password=x
ssl.ca.location=ca.pem
ssl.certificate.location=cert.pem
ssl.key.location=key.pem
enable.ssl.certificate.verification=false
`),
    [{
      "brokers": "a:9092",
      "tls.enabled": false,
      "sasl.mechanism": "plain",
      "sasl.user": "bob",
      "sasl.password": "x",
      "tls.ca": "/etc/ca.pem",
      "tls.cert": "/etc/cert.pem",
      "tls.key": "/etc/key.pem",
      "tls.insecure_skip_verify": true,
    }, []],
  );
});

Deno.test("importProperties() lists what it cannot import", () => {
  const [, skipped] = imported(`bootstrap.servers=a
sasl.mechanism=GSSAPI
ssl.truststore.location=trust.jks
ssl.keystore.location=key.jks
sasl.jaas.config=com.sun.security.auth.module.Krb5LoginModule required;
`);
  assert.deepEqual(skipped, [
    "sasl.mechanism: GSSAPI is not supported",
    "ssl.truststore.location: only PEM is supported; keytool -exportcert -rfc and openssl can " +
    "convert it",
    "ssl.keystore.location: only PEM and PKCS #12 are supported; keytool -importkeystore can " +
    "convert it",
    "sasl.jaas.config: unknown login module",
  ]);
});

Deno.test("importProperties() rejects a file without a cluster", () => {
  assert.throws(() => imported("acks=all\n"), {
    name: "UsageError",
    message: 'Cannot import "client.properties": it has no property that names a cluster',
  });
});
