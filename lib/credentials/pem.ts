/** One block of a PEM file. */
export interface PemBlock {
  /** The words after `BEGIN`, for example `CERTIFICATE` or `ENCRYPTED PRIVATE KEY`. */
  readonly label: string;
  /** The block with its first and last line. */
  readonly text: string;
}

const block = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*(?:-(?!----)[^-]*)*-----END \1-----/g;

/** Finds the blocks of a PEM file; text between them is ignored (RFC 7468). */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(block)].map(([found, label = ""]) => ({ label, text: `${found}\n` }));
}

/** Whether the block is an X.509 certificate. */
export function isCertificate({ label }: PemBlock): boolean {
  return /^((X509|TRUSTED) )?CERTIFICATE$/.test(label);
}

/** Whether the block is a private key, encrypted or not. */
export function isPrivateKey({ label }: PemBlock): boolean {
  return label.endsWith("PRIVATE KEY");
}

/** Whether the block is a private key that needs a passphrase, in PKCS #8 or PKCS #1. */
export function isEncrypted({ label, text }: PemBlock): boolean {
  return label === "ENCRYPTED PRIVATE KEY" || /^Proc-Type: *4, *ENCRYPTED/m.test(text);
}

/**
 * Whether a file is a PKCS #12 store, which is binary: a sequence whose first element is version 3.
 */
export function isStore(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x30) return false;
  const lengthBytes = bytes[1]! < 0x80 ? 1 : 1 + (bytes[1]! & 0x7f);
  const [tag, length, version] = bytes.subarray(1 + lengthBytes);
  return tag === 2 && length === 1 && version === 3;
}
