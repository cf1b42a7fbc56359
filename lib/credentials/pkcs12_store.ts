import { createPrivateKey } from "node:crypto";
import forge from "node-forge";
import type { SecretSource, TlsSettings } from "../settings/connection_settings.ts";
import { checkValidity, parseCertificates } from "./certificates.ts";
import { chainFor, type Identity, identityOf } from "./client_key.ts";
import type { CredentialContext } from "./credential_context.ts";
import { CredentialError, type CredentialFinding } from "./credential_error.ts";
import type { PemBlock } from "./pem.ts";
import { readSecret } from "./secret.ts";

/*
 * Deno accepts a store for TLS, but sends only the first certificate of its chain. node-forge reads
 * all of them, and the old algorithms too; it is loaded for stores only.
 */

/** An ASN.1 value of node-forge. */
type Asn1 = unknown;

/** An entry of a store. What node-forge does not understand, such as EC keys, is only in `asn1`. */
interface Bag {
  readonly cert?: unknown;
  readonly key?: unknown;
  readonly asn1?: Asn1;
}

interface Pkcs12 {
  getBags(filter: { readonly bagType: string }): Readonly<Record<string, readonly Bag[]>>;
}

/** The part of node-forge that is used here; it has no types of its own. */
interface Forge {
  readonly asn1: {
    fromDer(bytes: unknown): Asn1;
    toDer(value: Asn1): { getBytes(): string };
  };
  readonly pkcs12: { pkcs12FromAsn1(value: Asn1, isStrict: boolean, passphrase: string): Pkcs12 };
  readonly pki: {
    readonly oids: Record<"certBag" | "keyBag" | "pkcs8ShroudedKeyBag", string>;
    certificateToAsn1(certificate: unknown): Asn1;
    privateKeyToAsn1(key: unknown): Asn1;
    wrapRsaPrivateKey(key: Asn1): Asn1;
  };
  readonly util: { createBuffer(bytes: string): unknown };
}

const { asn1, pkcs12, pki, util } = forge as Forge;

/** Throws a {@link CredentialError} about the store. */
type Reject = (finding: CredentialFinding, found: string, cause?: unknown) => never;

/**
 * Reads the certificate, its chain and the key from a PKCS #12 store.
 *
 * @throws {CredentialError} If it cannot be read or lacks one of them, if the passphrase is missing
 * or wrong, or if a key is set in addition.
 * @throws {InterruptedError} If the user cancels the prompt for the passphrase.
 */
export async function readStore(
  bytes: Uint8Array,
  { certificateFile: path = "", keyFile, passphrase }: TlsSettings,
  context: CredentialContext,
): Promise<Identity> {
  const reject: Reject = (finding, found, cause) => {
    throw new CredentialError(finding, `Cannot use the store "${path}": ${found}`, { cause });
  };
  if (keyFile !== undefined) {
    reject("second-key", `it contains its key, but the key "${keyFile}" is set too`);
  }
  const store = await openStore(bytes, { path, passphrase, reject }, context);
  const { certBag, keyBag, pkcs8ShroudedKeyBag } = pki.oids;
  const keys = [...bagsOf(store, pkcs8ShroudedKeyBag), ...bagsOf(store, keyBag)];
  if (keys[0] === undefined) return reject("no-key", "it contains no private key");
  const blocks = bagsOf(store, certBag).map(certificateBlock);
  if (blocks.length === 0) return reject("no-certificate", "it contains no certificate");
  const certificates = parseCertificates(blocks, path, "store");
  const pem = keyPem(keys[0]);
  const keyObject = createPrivateKey(pem);
  const chain = chainFor(keyObject, certificates, { certificateFile: path, keyFile: path });
  checkValidity(chain[0]!, path, context.now());
  return identityOf({ keyObject, pem }, chain);
}

/** Asks for a passphrase only if the store has one. */
async function openStore(
  bytes: Uint8Array,
  { path, passphrase, reject }: {
    readonly path: string;
    readonly passphrase: SecretSource | undefined;
    readonly reject: Reject;
  },
  context: CredentialContext,
): Promise<Pkcs12> {
  if (passphrase === undefined || passphrase.kind === "prompt") {
    const store = unlock(bytes, "", reject);
    if (store !== null) return store;
  }
  if (passphrase === undefined) {
    return reject("no-passphrase", "it is encrypted, and no passphrase is set");
  }
  const secret = await readSecret(passphrase, `passphrase of the store "${path}"`, context);
  return unlock(bytes, secret, reject) ?? reject("wrong-passphrase", "the passphrase is wrong");
}

/** Null if the passphrase is wrong. */
function unlock(bytes: Uint8Array, passphrase: string, reject: Reject): Pkcs12 | null {
  try {
    const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    const value = asn1.fromDer(util.createBuffer(binary));
    return pkcs12.pkcs12FromAsn1(value, false, passphrase);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (/MAC could not be verified|wrong password/.test(message)) return null;
    return reject("invalid", `it cannot be read (${message})`, cause);
  }
}

function bagsOf(store: Pkcs12, bagType: string): readonly Bag[] {
  return store.getBags({ bagType })[bagType] ?? [];
}

function certificateBlock({ cert, asn1: raw }: Bag): PemBlock {
  const value = cert ? pki.certificateToAsn1(cert) : raw;
  return { label: "CERTIFICATE", text: pemOf("CERTIFICATE", value) };
}

/** PKCS #8. */
function keyPem({ key, asn1: raw }: Bag): string {
  const value = key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(key)) : raw;
  return pemOf("PRIVATE KEY", value);
}

function pemOf(label: string, value: Asn1): string {
  const lines = btoa(asn1.toDer(value).getBytes()).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
