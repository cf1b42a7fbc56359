import assert from "node:assert/strict";
import { tlsConfig } from "../../../lib/credentials/tls_config.ts";
import { CertificateFolder } from "../../support/kafka/certificates.ts";
import { credentialContext } from "./_context.ts";
import { assertKey, assertRejected, names, passOut, secret, withFiles } from "./_tls_files.ts";

for (const flags of [[], ["-legacy"]]) {
  Deno.test(`tlsConfig() reads a PKCS #12 store ${flags.join()}`, async () => {
    await withFiles(async ({ folder, leaf, middle }) => {
      const certificateFile = folder.file("store.p12");
      await folder.openssl(
        ...["pkcs12", "-export", ...flags, "-in", leaf.certificateFile, "-inkey", leaf.keyFile],
        ...["-certfile", middle.certificateFile, ...passOut, "-out", certificateFile],
      );
      const { cert, key } = await tlsConfig(
        { certificateFile, passphrase: secret },
        credentialContext(),
      );
      assert.deepEqual(names(cert), ["CN=leaf", "CN=middle"]);
      assertKey(key, cert);
      await assertRejected(
        { certificateFile },
        "no-passphrase",
        `Cannot use the store "${certificateFile}": it is encrypted, and no passphrase is set`,
      );
      await assertRejected(
        { certificateFile, passphrase: { kind: "value", value: "guess" } },
        "wrong-passphrase",
        `Cannot use the store "${certificateFile}": the passphrase is wrong`,
      );
      await assertRejected(
        { certificateFile, keyFile: leaf.keyFile, passphrase: secret },
        "second-key",
        /it contains its key, but the key "[^"]+leaf\.key" is set too$/,
      );
    });
  });
}

Deno.test("tlsConfig() rejects a PKCS #12 store without a key or a certificate", async () => {
  await withFiles(async ({ folder, leaf }) => {
    const store = async (name: string, ...flags: string[]): Promise<string> => {
      const out = folder.file(name);
      const files = ["-in", leaf.certificateFile, "-inkey", leaf.keyFile];
      await folder.openssl("pkcs12", "-export", ...flags, ...files, ...passOut, "-out", out);
      return out;
    };
    const keyless = await store("keyless.p12", "-nokeys");
    const settings = { passphrase: secret };
    await assertRejected(
      { ...settings, certificateFile: keyless },
      "no-key",
      `Cannot use the store "${keyless}": it contains no private key`,
    );
    const bare = await store("bare.p12", "-nocerts");
    await assertRejected(
      { ...settings, certificateFile: bare },
      "no-certificate",
      `Cannot use the store "${bare}": it contains no certificate`,
    );
  });
});

Deno.test("tlsConfig() reads a PKCS #12 store with an RSA key", async () => {
  await using folder = await CertificateFolder.create();
  const certificateFile = folder.file("rsa.p12");
  await folder.openssl(
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=rsa"],
    ...["-keyout", "plain.key", "-out", "rsa.pem"],
  );
  await folder.openssl(
    ...["pkcs12", "-export", "-in", "rsa.pem", "-inkey", "plain.key", ...passOut],
    ...["-out", certificateFile],
  );
  const { cert, key } = await tlsConfig(
    { certificateFile, passphrase: secret },
    credentialContext(),
  );
  assert.deepEqual(names(cert), ["CN=rsa"]);
  assertKey(key, cert);
});

Deno.test("tlsConfig() asks for no passphrase if a PKCS #12 store has an empty one", async () => {
  await withFiles(async ({ folder, leaf }) => {
    const certificateFile = folder.file("open.p12");
    await folder.openssl(
      ...["pkcs12", "-export", "-in", leaf.certificateFile, "-inkey", leaf.keyFile],
      ...["-passout", "pass:", "-out", certificateFile],
    );
    const { cert } = await tlsConfig(
      { certificateFile, passphrase: { kind: "prompt" } },
      credentialContext(),
    );
    assert.deepEqual(names(cert), ["CN=leaf"]);
  });
});

Deno.test("tlsConfig() rejects a damaged PKCS #12 store", async () => {
  await withFiles(async ({ folder }) => {
    const certificateFile = folder.file("damaged.p12");
    await Deno.writeFile(certificateFile, new Uint8Array([0x30, 4, 2, 1, 3, 0x30]));
    await assertRejected(
      { certificateFile, passphrase: secret },
      "invalid",
      /^Cannot use the store "[^"]+damaged\.p12": it cannot be read \(.+\)$/,
    );
  });
});
