import tls from "node:tls";
import type { TlsConfig } from "../kafka/config.ts";
import type { TlsSettings } from "../settings/connection_settings.ts";
import { readAuthorities, systemAuthorities } from "./authorities.ts";
import { checkValidity, parseCertificates } from "./certificates.ts";
import { chainFor, decryptKey } from "./client_key.ts";
import type { CredentialContext } from "./credential_context.ts";
import { CredentialError } from "./credential_error.ts";
import { isPrivateKey, type PemBlock, pemBlocks } from "./pem.ts";
import { readSecret } from "./secret.ts";
import { readSettingsFile } from "./settings_file.ts";

/** The client's certificate with its chain, and its key without a passphrase; all PEM. */
interface Identity {
  readonly cert: string;
  readonly key: string;
}

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
  const ca = caFile === undefined ? systemAuthorities() : await readAuthorities(caFile, context);
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
  if (isStore(bytes)) return await readStore(bytes, settings, context);
  const blocks = pemBlocks(new TextDecoder().decode(bytes));
  const certificates = parseCertificates(blocks, certificateFile, "certificate");
  const key = await readKey(certificateFile, blocks, settings, context);
  const chain = chainFor(key.keyObject, certificates, {
    certificateFile,
    keyFile: keyFile ?? certificateFile,
  });
  checkValidity(chain[0]!, certificateFile, context.now());
  return { cert: chain.map(({ pem }) => pem).join(""), key: key.pem };
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

/** PKCS #12 is binary: a sequence whose first element is the version 3. */
function isStore(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x30) return false;
  const lengthBytes = bytes[1]! < 0x80 ? 1 : 1 + (bytes[1]! & 0x7f);
  const [tag, length, version] = bytes.subarray(1 + lengthBytes);
  // 0x80: a length that is not known in advance, which some programs write.
  return tag === 2 && length === 1 && version === 3;
}

async function readStore(
  store: Uint8Array,
  { certificateFile = "", keyFile, passphrase }: TlsSettings,
  context: CredentialContext,
): Promise<Identity> {
  const reject = (finding: CredentialError["finding"], found: string, hint?: string): never => {
    throw new CredentialError(finding, `Cannot use the store "${certificateFile}": ${found}`, {
      ...(hint === undefined ? {} : { hint }),
    });
  };
  if (keyFile !== undefined) {
    reject("second-key", `it contains its key, but the key "${keyFile}" is set too`);
  }
  const name = `passphrase of the store "${certificateFile}"`;
  const secret = passphrase === undefined ? "" : await readSecret(passphrase, name, context);
  const identity = unpack(store, secret, (message) => {
    if (/mac verify/i.test(message)) {
      if (passphrase === undefined) {
        return reject("no-passphrase", "it is encrypted, and no passphrase is set");
      }
      return reject("wrong-passphrase", "the passphrase is wrong");
    }
    if (/private key/i.test(message)) return reject("no-key", "it contains no private key");
    if (/certificate/i.test(message)) return reject("no-certificate", "it contains no certificate");
    return reject("invalid", `it cannot be read (${message})`);
  });
  const certificates = parseCertificates(pemBlocks(identity.cert), certificateFile, "store");
  checkValidity(certificates[0]!, certificateFile, context.now());
  return identity;
}

/** Deno converts a store to PEM, and keeps the result in the context. */
function unpack(pfx: Uint8Array, passphrase: string, reject: (found: string) => never): Identity {
  try {
    const { context } = tls.createSecureContext({ pfx: pfx as never, passphrase });
    const { cert, key } = context as Partial<Identity>;
    if (typeof cert === "string" && typeof key === "string") return { cert, key };
  } catch (error) {
    return reject(error instanceof Error ? error.message : String(error));
  }
  return reject("this version of Deno does not convert it");
}
