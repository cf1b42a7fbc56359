import type { ScramMechanism } from "./scram_user.ts";

/** As many bytes as Kafka's own tools use, or more. */
const saltBytes = 32;

const hashes = {
  "scram-sha-256": { hash: "SHA-256", bits: 256 },
  "scram-sha-512": { hash: "SHA-512", bits: 512 },
} as const;

/** What a cluster gets of a password. */
export interface SaltedPassword {
  readonly salt: Uint8Array;
  readonly saltedPassword: Uint8Array;
}

/**
 * Salts a password as SCRAM does (RFC 5802, `Hi()`), so that the password itself is never sent.
 * Like Kafka, it takes the password as it is, without SASLprep.
 */
export async function saltPassword(
  password: string,
  mechanism: ScramMechanism,
  iterations: number,
  salt: Uint8Array<ArrayBuffer> = crypto.getRandomValues(new Uint8Array(saltBytes)),
): Promise<SaltedPassword> {
  const { hash, bits } = hashes[mechanism];
  const bytes = new TextEncoder().encode(password);
  const key = await crypto.subtle.importKey("raw", bytes, "PBKDF2", false, ["deriveBits"]);
  const derived = await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash, salt, iterations },
    key,
    bits,
  );
  return { salt, saltedPassword: new Uint8Array(derived) };
}
