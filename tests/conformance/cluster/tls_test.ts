import assert from "node:assert/strict";
import { kafkaConfig } from "../../../lib/credentials/kafka_config.ts";
import { parseAddresses } from "../../../lib/kafka/config.ts";
import { KafkaClient } from "../../../lib/kafka/client.ts";
import type { ConnectionFinding } from "../../../lib/kafka/connection/connection_error.ts";
import { ConnectionLostError } from "../../../lib/kafka/connection/connection_error.ts";
import type { TlsSettings } from "../../../lib/settings/connection_settings.ts";
import { fakeContext, type FakeWorld } from "../../support/cli/context.ts";
import {
  CertificateFolder,
  type IssuedCertificate,
  passphrase,
} from "../../support/kafka/certificates.ts";
import { kcat } from "../../support/kafka/kcat.ts";
import { type SecuredKafka, startSecuredKafka } from "../../support/kafka/secured_kafka.ts";

const secret = { kind: "value", value: passphrase } as const;
const passOut = ["-passout", `pass:${passphrase}`];

/** The certificates of a broker and its clients: root, middle, leaf. */
interface Authority {
  readonly folder: CertificateFolder;
  readonly root: IssuedCertificate;
  readonly middle: IssuedCertificate;
  readonly client: IssuedCertificate;
  /** The client's certificate and the one that signed it. */
  readonly chainFile: string;
}

async function createAuthority(folder: CertificateFolder): Promise<Authority> {
  const root = await folder.issue("root", { isAuthority: true });
  const middle = await folder.issue("middle", { isAuthority: true, issuer: root });
  const client = await folder.issue("client", { issuer: middle });
  const chainFile = await folder.join(
    "chain.pem",
    client.certificateFile,
    middle.certificateFile,
  );
  return { folder, root, middle, client, chainFile };
}

/** The mTLS port has a chain for 127.0.0.1 only; the port with logins an expired certificate. */
async function startKafka({ folder, root, middle }: Authority): Promise<SecuredKafka> {
  const [broker, old] = [
    await folder.issue("broker", { issuer: middle, hosts: "IP:127.0.0.1" }),
    await folder.issue("old broker", { issuer: middle, until: "20210101000000Z" }),
  ];
  const store = async (name: string, own: IssuedCertificate): Promise<string> => {
    const { certificateFile, keyFile } = own;
    return await folder.join(name, keyFile, certificateFile, middle.certificateFile);
  };
  return await startSecuredKafka(["ann"], {
    "ssl.keystore.location": await store("store.pem", broker),
    "ssl.truststore.location": root.certificateFile,
    "listener.name.sasl_ssl.ssl.keystore.type": "PEM",
    "listener.name.sasl_ssl.ssl.keystore.location": await store("old.pem", old),
  });
}

async function connect(
  brokers: string,
  tls: TlsSettings,
  world: FakeWorld = {},
): Promise<string | null> {
  const { context } = fakeContext({ stdin: "", ...world });
  const config = await kafkaConfig({ brokers: parseAddresses(brokers), tls }, context);
  await using client = await KafkaClient.connect(config);
  const { clusterId } = await client.metadata();
  return clusterId;
}

async function assertFound(
  found: ConnectionFinding,
  message: RegExp,
  connecting: Promise<unknown>,
): Promise<void> {
  await assert.rejects(connecting, (error: Error) => {
    assert.ok(error.cause instanceof ConnectionLostError, error.stack);
    assert.equal(error.cause.finding, found, error.message);
    assert.match(error.message, message);
    return true;
  });
}

/** Converts the client's key; returns the settings that use the result. */
async function convertedKeys(
  { folder, client, middle, chainFile: certificateFile }: Authority,
): Promise<Readonly<Record<string, TlsSettings>>> {
  const file = async (name: string, ...command: string[]): Promise<string> => {
    await folder.openssl(...command, "-out", folder.file(name));
    return folder.file(name);
  };
  const [pkcs8, traditional, store] = [
    await file("pkcs8.key", "pkcs8", "-topk8", "-in", client.keyFile, ...passOut),
    await file("old.key", "ec", "-aes256", "-in", client.keyFile, ...passOut),
    await file(
      ...["store.p12", "pkcs12", "-export", "-in", client.certificateFile] as const,
      ...["-inkey", client.keyFile, "-certfile", middle.certificateFile, ...passOut],
    ),
  ];
  return {
    "a plain key": { certificateFile, keyFile: client.keyFile },
    "an encrypted PKCS #8 key": { certificateFile, keyFile: pkcs8, passphrase: secret },
    "an encrypted traditional key": { certificateFile, keyFile: traditional, passphrase: secret },
    "a PKCS #12 store": { certificateFile: store, passphrase: secret },
  };
}

async function checkAsKcat(kafka: SecuredKafka, authority: Authority): Promise<void> {
  const settings = {
    "security.protocol": "SSL",
    "ssl.ca.location": authority.root.certificateFile,
    "ssl.certificate.location": authority.chainFile,
    "ssl.key.location": authority.client.keyFile,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-X", `${name}=${value}`]);
  const listed = await kcat(["-L", "-J", "-b", kafka.mutualTls, ...flags]);
  assert.match(listed, /"brokers":\[\{"id":1/);
}

/** Which certificates of a client the broker does not accept. */
async function checkClients(
  kafka: SecuredKafka,
  { folder, root, middle, client }: Authority,
  t: Deno.TestContext,
): Promise<void> {
  const caFile = root.certificateFile;
  const rejected = /it rejects the client certificate \(.+\)$/;
  await t.step("not without a client certificate", async () => {
    const message = /it requires a client certificate$/;
    await assertFound("no-client-certificate", message, connect(kafka.mutualTls, { caFile }));
  });
  await t.step("not with a certificate of an unknown CA", async () => {
    const stranger = await folder.issue("stranger");
    const connecting = connect(kafka.mutualTls, { caFile, ...stranger });
    await assertFound("client-certificate", rejected, connecting);
  });
  await t.step("not without the chain of the certificate", async () => {
    const connecting = connect(kafka.mutualTls, { caFile, ...client });
    await assertFound("client-certificate", rejected, connecting);
  });
  await t.step("not with an expired certificate", async () => {
    const old = await folder.issue("old client", { issuer: middle, until: "20210101000000Z" });
    const certificateFile = await folder.join(
      "old chain.pem",
      old.certificateFile,
      middle.certificateFile,
    );
    const settings = { caFile, certificateFile, keyFile: old.keyFile };
    await assert.rejects(connect(kafka.mutualTls, settings), { finding: "expired" });
    const connecting = connect(kafka.mutualTls, settings, { now: Date.UTC(2020, 6) });
    await assertFound("client-certificate", rejected, connecting);
  });
}

/** Which certificates of a broker wah does not accept. */
async function checkBrokers(
  kafka: SecuredKafka,
  { folder, root, client, chainFile }: Authority,
  t: Deno.TestContext,
): Promise<void> {
  const caFile = root.certificateFile;
  const own = { certificateFile: chainFile, keyFile: client.keyFile };
  await t.step("not if the broker's certificate is of an unknown CA", async () => {
    const untrusted = /its TLS certificate is signed by "root", which wah does not trust$/;
    const { certificateFile: other } = await folder.issue("other root", { isAuthority: true });
    const connecting = connect(kafka.mutualTls, { ...own, caFile: other });
    await assertFound("certificate", untrusted, connecting);
    await assertFound("certificate", untrusted, connect(kafka.mutualTls, own));
    assert.ok(await connect(kafka.mutualTls, { ...own, skipsVerification: true }));
  });
  await t.step("not if the broker's certificate is for another host", async () => {
    const brokers = kafka.mutualTls.replace("127.0.0.1", "localhost");
    const misnamed = /its TLS certificate is for other hosts \(IP Address:127\.0\.0\.1\)$/;
    await assertFound("certificate-name", misnamed, connect(brokers, { ...own, caFile }));
  });
  await t.step("not if the broker's certificate has expired", async () => {
    const expired = /its TLS certificate expired at 2021-01-01 00:00:00Z$/;
    await assertFound("certificate-time", expired, connect(kafka.saslTls, { caFile }));
  });
}

Deno.test("wah connects to Apache Kafka over TLS with a client certificate", async (t) => {
  await using folder = await CertificateFolder.create();
  const authority = await createAuthority(folder);
  await using kafka = await startKafka(authority);
  await t.step("as kcat does", async () => {
    await checkAsKcat(kafka, authority);
  });
  const caFile = authority.root.certificateFile;
  for (const [name, settings] of Object.entries(await convertedKeys(authority))) {
    await t.step(`with ${name}`, async () => {
      assert.ok(await connect(kafka.mutualTls, { caFile, ...settings }));
    });
  }
  await checkClients(kafka, authority, t);
  await checkBrokers(kafka, authority, t);
});
