import type { TlsConfig } from "../kafka/config.ts";
import type { TlsSettings } from "../settings/connection_settings.ts";
import { readAuthorities, systemAuthorities } from "./authorities.ts";
import { checkValidity, parseCertificates } from "./certificates.ts";
import { chainFor, decryptKey, type Identity, identityOf } from "./client_key.ts";
import type { CredentialContext } from "./credential_context.ts";
import { CredentialError } from "./credential_error.ts";
import { isPrivateKey, isStore, type PemBlock, pemBlocks } from "./pem.ts";
import { readSecret } from "./secret.ts";
import { readSettingsFile } from "./settings_file.ts";

/**
 * Makes the configuration of TLS: reads the files, checks them, and decrypts the client's key.
 *
 * @throws {CredentialError} If a file cannot be used; names it.
 * @throws {InterruptedError} If the user cancels the prompt for a passphrase.
 */
export async function tlsConfig(
  settings: TlsSettings,
  context: CredentialContext,
): Promise<TlsConfig> {
  const { caFile, serverName, skipsVerification = false } = settings;
  const ca = caFile === undefined
    ? await systemAuthorities()
    : await readAuthorities(caFile, context);
  const identity = await readIdentity(settings, context);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...identity,
    ...(serverName === undefined ? {} : { servername: serverName }),
    ...(skipsVerification ? { rejectUnauthorized: false } : {}),
  };
}

async function readIdentity(
  settings: TlsSettings,
  context: CredentialContext,
): Promise<Identity | undefined> {
  const { certificateFile, keyFile } = settings;
  if (certificateFile === undefined) {
    if (keyFile === undefined) return undefined;
    throw new CredentialError(
      "key-without-certificate",
      `Cannot use the key "${keyFile}": its certificate is missing`,
      { hint: "Set the certificate of the client too" },
    );
  }
  const bytes = await readSettingsFile(certificateFile, "client certificate", {
    os: context.machine.os,
  });
  if (isStore(bytes)) {
    const { readStore } =
      await (import("./pkcs12_store.ts" as string) as Promise<typeof import("./pkcs12_store.ts")>);
    return await readStore(bytes, settings, context);
  }
  const blocks = pemBlocks(new TextDecoder().decode(bytes));
  const certificates = parseCertificates(blocks, certificateFile, "certificate");
  const key = await readKey(certificateFile, blocks, settings, context);
  const chain = chainFor(key.keyObject, certificates, {
    certificateFile,
    keyFile: keyFile ?? certificateFile,
  });
  checkValidity(chain[0]!, certificateFile, context.now());
  return identityOf(key, chain);
}

async function readKey(
  certificateFile: string,
  blocks: readonly PemBlock[],
  { keyFile, passphrase }: TlsSettings,
  context: CredentialContext,
): Promise<ReturnType<typeof decryptKey>> {
  const path = keyFile ?? certificateFile;
  const found = keyFile === undefined ? blocks : await readKeyBlocks(keyFile, context);
  const block = found.find(isPrivateKey);
  if (block === undefined) {
    if (keyFile !== undefined) {
      throw new CredentialError(
        "no-key",
        `Cannot use the key "${keyFile}": the file contains no private key`,
      );
    }
    throw new CredentialError(
      "certificate-without-key",
      `Cannot use the certificate "${certificateFile}": its key is missing`,
      { hint: "Set the key of the certificate, or append it to the certificate's file" },
    );
  }
  const read = passphrase === undefined
    ? undefined
    : (): Promise<string> => readSecret(passphrase, `passphrase of the key "${path}"`, context);
  return await decryptKey(block, path, read);
}

async function readKeyBlocks(
  keyFile: string,
  { machine }: CredentialContext,
): Promise<PemBlock[]> {
  const bytes = await readSettingsFile(keyFile, "key", { os: machine.os });
  const blocks = pemBlocks(new TextDecoder().decode(bytes));
  if (blocks.length > 0) return blocks;
  throw new CredentialError(
    "no-pem",
    `Cannot use the key "${keyFile}": the file contains no PEM block`,
    {
      hint: isStore(bytes)
        ? "Set the PKCS #12 store as the certificate, without a key"
        : "Convert it to PEM with openssl pkey",
    },
  );
}
