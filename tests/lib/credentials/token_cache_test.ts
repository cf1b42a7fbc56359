import assert from "node:assert/strict";
import {
  cachedTokens,
  opaqueLifetimeMs,
  type Token,
} from "../../../lib/credentials/token_cache.ts";

const startMs = 1_800_000_000_000;

/** A cache over numbered tokens, and its clock. */
function cacheOf(token: (count: number) => Token): { get: () => Promise<string>; at: number } {
  let count = 0;
  const clock = { at: startMs, get: (): Promise<string> => Promise.resolve("") };
  clock.get = cachedTokens(() => Promise.resolve(token(++count)), { now: () => clock.at });
  return clock;
}

function jwt(claims: unknown): string {
  const part = (value: unknown): string =>
    new TextEncoder().encode(JSON.stringify(value)).toBase64({
      alphabet: "base64url",
      omitPadding: true,
    });
  return `${part({ alg: "none" })}.${part(claims)}.`;
}

Deno.test("cachedTokens() returns a token until 80 % of its lifetime are over", async () => {
  const cache = cacheOf((count) => ({ value: `token${count}`, lifetimeMs: 100_000 }));
  const got: string[] = [];
  for (const ms of [0, 79_999, 80_000, 159_999, 160_000]) {
    cache.at = startMs + ms;
    got.push(await cache.get());
  }
  assert.deepEqual(got, ["token1", "token1", "token2", "token2", "token3"]);
});

Deno.test("cachedTokens() reads the end of a JWT", async () => {
  const cache = cacheOf((count) => ({ value: jwt({ n: count, exp: startMs / 1000 + 1000 }) }));
  const first = await cache.get();
  cache.at = startMs + 799_999;
  assert.equal(await cache.get(), first);
  cache.at = startMs + 800_000;
  assert.notEqual(await cache.get(), first);
});

Deno.test("cachedTokens() does not keep a JWT beyond its end", async () => {
  const value = jwt({ exp: startMs / 1000 + 10 });
  let count = 0;
  const cache = cacheOf((now) => ({ value, lifetimeMs: 100_000 * (count = now) }));
  await cache.get();
  cache.at = startMs + 8_000;
  await cache.get();
  assert.equal(count, 2);
});

Deno.test("cachedTokens() keeps a token of unknown lifetime for a moment", async () => {
  const cache = cacheOf((count) => ({ value: `opaque${count}` }));
  assert.equal(await cache.get(), "opaque1");
  cache.at = startMs + opaqueLifetimeMs * 0.8 - 1;
  assert.equal(await cache.get(), "opaque1");
  cache.at++;
  assert.equal(await cache.get(), "opaque2");
});

Deno.test("cachedTokens() keeps no token without a lifetime", async () => {
  const cache = cacheOf((count) => ({ value: `token${count}`, lifetimeMs: 0 }));
  assert.deepEqual([await cache.get(), await cache.get()], ["token1", "token2"]);
});

Deno.test("cachedTokens() sends one request for callers at the same time", async () => {
  const cache = cacheOf((count) => ({ value: `token${count}`, lifetimeMs: 0 }));
  assert.deepEqual(await Promise.all([cache.get(), cache.get()]), ["token1", "token1"]);
});

Deno.test("cachedTokens() tries again after a failure", async () => {
  let count = 0;
  const get = cachedTokens(() => {
    if (++count === 1) return Promise.reject(new Error("down"));
    return Promise.resolve({ value: "token", lifetimeMs: 1000 });
  }, { now: () => startMs });
  await assert.rejects(get(), { message: "down" });
  assert.equal(await get(), "token");
});

for (const value of ["two words", "a\x01auth=Bearer b", "", "é", '{"token":"a"}']) {
  Deno.test(`cachedTokens() rejects ${JSON.stringify(value)} and does not repeat it`, async () => {
    await assert.rejects(cacheOf(() => ({ value })).get(), {
      finding: "invalid-login",
      message:
        "Cannot use the token: it contains characters that are not allowed in a bearer token",
    });
  });
}
