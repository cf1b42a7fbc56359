import assert from "node:assert/strict";
import { tlsConfig } from "../../../lib/credentials/tls_config.ts";
import { CertificateFolder } from "../../support/kafka/certificates.ts";
import { credentialContext } from "./_context.ts";
import { assertKey, assertRejected, names, passOut, secret, withFiles } from "./_tls_files.ts";

Deno.test("tlsConfig() reads a CA file with several certificates", async () => {
  await withFiles(async ({ folder, root, middle }) => {
    const caFile = await folder.join("ca.pem", root.certificateFile, middle.certificateFile);
    const { ca, ...rest } = await tlsConfig({ caFile, serverName: "kafka" }, credentialContext());
    assert.deepEqual((ca as string[]).flatMap(names), ["CN=root", "CN=middle"]);
    assert.deepEqual(rest, { servername: "kafka" });
  });
});

Deno.test("tlsConfig() turns off the verification", async () => {
  const { rejectUnauthorized } = await tlsConfig(
    { skipsVerification: true },
    credentialContext(),
  );
  assert.equal(rejectUnauthorized, false);
});

Deno.test("tlsConfig() sends the certificate of the key first, then its chain", async () => {
  await withFiles(async ({ folder, middle, leaf }) => {
    const certificateFile = await folder.join(
      "chain.pem",
      middle.certificateFile,
      leaf.certificateFile,
    );
    const { cert, key } = await tlsConfig(
      { certificateFile, keyFile: leaf.keyFile },
      credentialContext(),
    );
    assert.deepEqual(names(cert), ["CN=leaf", "CN=middle"]);
    assertKey(key, cert);
  });
});

Deno.test("tlsConfig() reads the key in the file of the certificate", async () => {
  await withFiles(async ({ folder, leaf }) => {
    const certificateFile = await folder.join("both.pem", leaf.keyFile, leaf.certificateFile);
    const { cert, key } = await tlsConfig({ certificateFile }, credentialContext());
    assertKey(key, cert);
  });
});

/** How a key is converted, and whether it needs the passphrase. */
const conversions: Readonly<Record<string, readonly [arguments: string[], isEncrypted: boolean]>> =
  {
    "the traditional format of EC keys": [["ec"], false],
    "encrypted PKCS #8": [["pkcs8", "-topk8", ...passOut], true],
    "encrypted PKCS #8 with scrypt": [["pkcs8", "-topk8", "-scrypt", ...passOut], true],
    "the traditional format, encrypted": [["ec", "-aes256", ...passOut], true],
  };

for (const [format, [args, isEncrypted]] of Object.entries(conversions)) {
  Deno.test(`tlsConfig() reads a key in ${format}`, async () => {
    await withFiles(async ({ folder, leaf }) => {
      const keyFile = folder.file("converted.key");
      await folder.openssl(...args, "-in", leaf.keyFile, "-out", keyFile);
      const settings = { certificateFile: leaf.certificateFile, keyFile };
      const { cert, key } = await tlsConfig(
        { ...settings, passphrase: secret },
        credentialContext(),
      );
      assertKey(key, cert);
      if (!isEncrypted) return;
      await assertRejected(
        settings,
        "no-passphrase",
        `Cannot use the key "${keyFile}": it is encrypted, and no passphrase is set`,
      );
      await assertRejected(
        { ...settings, passphrase: { kind: "value", value: "guess" } },
        "wrong-passphrase",
        /^Cannot use the key "[^"]+": the passphrase is wrong( or the encryption is too old)?$/,
      );
    });
  });
}

Deno.test("tlsConfig() reads an encrypted PKCS #1 key", async () => {
  await using folder = await CertificateFolder.create();
  const [keyFile, certificateFile] = [folder.file("rsa.key"), folder.file("rsa.pem")];
  await folder.openssl(
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=rsa"],
    ...["-keyout", "plain.key", "-out", certificateFile],
  );
  await folder.openssl(
    ...["rsa", "-traditional", "-aes128", ...passOut, "-in", "plain.key", "-out", keyFile],
  );
  assert.match(await Deno.readTextFile(keyFile), /BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCR/);
  const { cert, key } = await tlsConfig(
    { certificateFile, keyFile, passphrase: secret },
    credentialContext(),
  );
  assertKey(key, cert);
});

Deno.test("tlsConfig() rejects a certificate or a key without the other", async () => {
  await withFiles(async ({ leaf }) => {
    const { certificateFile, keyFile } = leaf;
    await assertRejected(
      { certificateFile },
      "certificate-without-key",
      `Cannot use the certificate "${certificateFile}": its key is missing`,
    );
    await assertRejected(
      { keyFile },
      "key-without-certificate",
      `Cannot use the key "${keyFile}": its certificate is missing`,
    );
    await assertRejected(
      { certificateFile, keyFile: certificateFile },
      "no-key",
      `Cannot use the key "${certificateFile}": the file contains no private key`,
    );
  });
});

Deno.test("tlsConfig() rejects the key of another certificate", async () => {
  await withFiles(async ({ leaf, root }) => {
    await assertRejected(
      { certificateFile: leaf.certificateFile, keyFile: root.keyFile },
      "key-mismatch",
      `Cannot use the key "${root.keyFile}": it is not the key of the certificate ` +
        `"${leaf.certificateFile}"`,
    );
  });
});

Deno.test("tlsConfig() rejects a certificate outside of its validity", async () => {
  await using folder = await CertificateFolder.create();
  const old = await folder.issue("old", { until: "20210203040506Z" });
  await assertRejected(
    old,
    "expired",
    `Cannot use the certificate "${old.certificateFile}": it expired at 2021-02-03 04:05:06Z`,
  );
  const early = await folder.issue("early", { from: "20980203040506Z" });
  await assertRejected(
    early,
    "not-yet-valid",
    `Cannot use the certificate "${early.certificateFile}": ` +
      "it is not valid before 2098-02-03 04:05:06Z",
  );
  const context = credentialContext({ now: Date.UTC(2021, 0) });
  assert.deepEqual(names((await tlsConfig(old, context)).cert), ["CN=old"]);
});

Deno.test("tlsConfig() rejects a CA file if all its certificates have expired", async () => {
  await withFiles(async ({ folder, root }) => {
    const old = await folder.issue("old", { isAuthority: true, until: "20210203040506Z" });
    const caFile = old.certificateFile;
    await assertRejected(
      { caFile },
      "expired",
      `Cannot use the CA file "${caFile}": it expired at 2021-02-03 04:05:06Z`,
    );
    const both = await folder.join("both.pem", caFile, root.certificateFile);
    const { ca } = await tlsConfig({ caFile: both }, credentialContext());
    assert.equal((ca as string[]).length, 2);
  });
});

Deno.test("tlsConfig() rejects files that contain something else", async () => {
  await withFiles(async ({ folder, leaf }) => {
    const der = folder.file("leaf.der");
    await folder.openssl("x509", "-in", leaf.certificateFile, "-outform", "der", "-out", der);
    await assertRejected(
      { caFile: der },
      "no-pem",
      `Cannot use the CA file "${der}": the file contains no PEM block`,
    );
    await assertRejected(
      { certificateFile: der },
      "no-pem",
      `Cannot use the certificate "${der}": the file contains no PEM block`,
    );
    await assertRejected(
      { certificateFile: leaf.certificateFile, keyFile: der },
      "no-pem",
      `Cannot use the key "${der}": the file contains no PEM block`,
    );
    await assertRejected(
      { caFile: leaf.keyFile },
      "no-certificate",
      `Cannot use the CA file "${leaf.keyFile}": the file contains no certificate, ` +
        "only a private key",
    );
    const text = await Deno.readTextFile(leaf.certificateFile);
    const cut = await folder.write("cut.pem", text.replace(/\n[^-]{64}\n/, "\n"));
    await assertRejected(
      { caFile: cut },
      "invalid",
      `Cannot use the CA file "${cut}": its certificate is damaged`,
    );
  });
});

Deno.test("tlsConfig() rejects files that it cannot read", async () => {
  await using folder = await CertificateFolder.create();
  const missing = folder.file("missing.pem");
  await assertRejected(
    { caFile: missing },
    "unreadable",
    `Cannot read the CA certificates in "${missing}": no such file`,
  );
  await assertRejected(
    { certificateFile: folder.file("") },
    "unreadable",
    /^Cannot read the client certificate in "[^"]+": it is a directory$/,
  );
});
