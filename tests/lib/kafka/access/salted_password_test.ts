import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { pbkdf2Sync } from "node:crypto";
import { saltPassword } from "../../../../lib/kafka/access/salted_password.ts";

/** The example of RFC 7677, section 3. */
const salt = Uint8Array.fromBase64("W22ZaJ0SNY7soEsUEjb6gQ==");

Deno.test("saltPassword() returns the salted password of RFC 7677's example", async () => {
  const { saltedPassword } = await saltPassword("pencil", "scram-sha-256", 4096, salt);
  assert.equal(
    saltedPassword.toHex(),
    "c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d",
  );
});

for (
  const [mechanism, hash, bytes] of [
    ["scram-sha-256", "sha256", 32],
    ["scram-sha-512", "sha512", 64],
  ] as const
) {
  Deno.test(`saltPassword() hashes UTF-8 as it is for ${mechanism}`, async () => {
    const password = "pässwörd\u{aa} 🐼";
    const result = await saltPassword(password, mechanism, 4096, salt);
    const expected = pbkdf2Sync(Buffer.from(password), salt, 4096, bytes, hash);
    assert.equal(result.saltedPassword.toHex(), expected.toString("hex"));
    assert.equal(result.salt, salt);
  });
}

Deno.test("saltPassword() makes another salt each time", async () => {
  const [first, second] = await Promise.all([
    saltPassword("pencil", "scram-sha-256", 4096),
    saltPassword("pencil", "scram-sha-256", 4096),
  ]);
  assert.equal(first.salt.length, 32);
  assert.notEqual(first.salt.toHex(), second.salt.toHex());
  assert.notEqual(first.saltedPassword.toHex(), second.saltedPassword.toHex());
});
