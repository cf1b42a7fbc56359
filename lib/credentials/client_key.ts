import { createPrivateKey, type KeyObject } from "node:crypto";
import { shellQuote } from "../text/shell_quote.ts";
import type { Certificate } from "./certificates.ts";
import { CredentialError } from "./credential_error.ts";
import { isEncrypted, type PemBlock } from "./pem.ts";

/** The client's certificate with its chain, and its key without a passphrase; all PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** A private key, decrypted. */
export interface ClientKey {
  readonly keyObject: KeyObject;
  /** PKCS #8 without a passphrase. */
  readonly pem: string;
}

/**
 * Reads a private key from its PEM block.
 *
 * @param readPassphrase Called only if the key is encrypted.
 * @throws {CredentialError} If the key is damaged, or is encrypted and the passphrase is missing or
 * wrong.
 */
export async function decryptKey(
  block: PemBlock,
  path: string,
  readPassphrase: (() => Promise<string>) | undefined,
): Promise<ClientKey> {
  const keyObject = isEncrypted(block)
    ? await decrypt(block, path, readPassphrase)
    : parse(block, path);
  return { keyObject, pem: keyObject.export({ type: "pkcs8", format: "pem" }) as string };
}

function parse({ text }: PemBlock, path: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch (cause) {
    throw new CredentialError("invalid", `Cannot use the key "${path}": it is damaged`, { cause });
  }
}

async function decrypt(
  { text }: PemBlock,
  path: string,
  readPassphrase: (() => Promise<string>) | undefined,
): Promise<KeyObject> {
  if (readPassphrase === undefined) {
    throw new CredentialError(
      "no-passphrase",
      `Cannot use the key "${path}": it is encrypted, and no passphrase is set`,
      { hint: "Set the passphrase of the key" },
    );
  }
  const passphrase = await readPassphrase();
  try {
    return createPrivateKey({ key: text, format: "pem", passphrase });
  } catch (cause) {
    // Deno has no old algorithms such as PBE-SHA1-3DES, and then reports "unsupported".
    const isUnsupported = cause instanceof Error && /unsupported/i.test(cause.message);
    throw new CredentialError(
      "wrong-passphrase",
      isUnsupported
        ? `Cannot use the key "${path}": the passphrase is wrong or the encryption is too old`
        : `Cannot use the key "${path}": the passphrase is wrong`,
      {
        cause,
        ...(isUnsupported && { hint: `Try openssl pkcs8 -topk8 -in ${shellQuote(path)}` }),
      },
    );
  }
}

/**
 * The chain to send: the certificate of `key` first, the others in their order.
 *
 * @throws {CredentialError} If the key belongs to none of the certificates.
 */
export function chainFor(
  key: KeyObject,
  certificates: readonly Certificate[],
  { certificateFile, keyFile }: { readonly certificateFile: string; readonly keyFile: string },
): readonly Certificate[] {
  const own = certificates.find(({ x509 }) => x509.checkPrivateKey(key));
  if (own !== undefined) return [own, ...certificates.filter((other) => other !== own)];
  throw new CredentialError(
    "key-mismatch",
    `Cannot use the key "${keyFile}": it is not the key of the certificate "${certificateFile}"`,
  );
}

/** Joins a chain, the client's certificate first, and its key. */
export function identityOf({ pem }: ClientKey, chain: readonly Certificate[]): Identity {
  return { cert: chain.map((certificate) => certificate.pem).join(""), key: pem };
}
