import assert from "node:assert/strict";
import { saslAuthenticate } from "../../../../lib/wire/messages/36_sasl_authenticate.ts";
import { on } from "../../../support/peers/scripted_broker.ts";
import { logIn, offers, plain } from "./_logins.ts";

const scram = { mechanism: "scram-sha-256", username: "bob", password: "secret" } as const;
const text = new TextDecoder();
const utf8 = new TextEncoder();

Deno.test("Login sends the token of OAUTHBEARER", async () => {
  let token = "";
  await logIn([
    offers("OAUTHBEARER"),
    on(saslAuthenticate, ({ authBytes }) => {
      token = text.decode(authBytes);
      return {};
    }),
  ], { mechanism: "oauthbearer", token: () => Promise.resolve("abc.def") });
  assert.equal(token, "n,,\x01auth=Bearer abc.def\x01\x01");
});

Deno.test("Login reports a rejected token of OAUTHBEARER", async () => {
  const answer = on(saslAuthenticate, () => ({ authBytes: utf8.encode('{"status":"expired"}') }));
  const sasl = { mechanism: "oauthbearer", token: () => Promise.resolve("abc") } as const;
  await assert.rejects(logIn([offers("OAUTHBEARER"), answer], sasl), {
    name: "LoginRefusedError",
    reason: "the broker rejects the token (expired)",
  });
});

Deno.test("Login reports why there is no token", async () => {
  const sasl = {
    mechanism: "oauthbearer",
    token: () => Promise.reject(new Error("the token server is down")),
  } as const;
  await assert.rejects(logIn([offers("OAUTHBEARER")], sasl), {
    name: "LoginRefusedError",
    reason: "the token server is down",
  });
});

Deno.test("Login does not trust a broker that does not know the password", async () => {
  const answer = on(saslAuthenticate, ({ authBytes }) => {
    const message = text.decode(authBytes);
    const nonce = /r=([^,]+)/.exec(message)![1]!;
    const isFirst = message.startsWith("n,,");
    const reply = isFirst ? `r=${nonce}more,s=${btoa("salt")},i=4096` : `v=${btoa("a lie")}`;
    return { authBytes: utf8.encode(reply) };
  });
  await assert.rejects(logIn([offers("SCRAM-SHA-256"), answer], scram), {
    name: "LoginRefusedError",
    reason: "Invalid server signature in server final message",
  });
});

Deno.test("Login does not accept the nonce of another conversation", async () => {
  const answer = on(saslAuthenticate, () => ({
    authBytes: utf8.encode(`r=other,s=${btoa("salt")},i=4096`),
  }));
  await assert.rejects(
    logIn([offers("SCRAM-SHA-512"), answer], {
      ...scram,
      mechanism: "scram-sha-512",
    }),
    { name: "LoginRefusedError", reason: /Invalid server nonce/ },
  );
});

const scramProblems: Readonly<Record<string, string | RegExp>> = {
  "e=unknown-user": "the broker reports unknown-user",
  "m=x,r=NONCE1,s=c2FsdA==,i=4096": "the broker's answer is not a message of SCRAM",
  "r=NONCE1,s=c2FsdA==": "the broker's answer is not a message of SCRAM",
  "": "the broker's answer is not a message of SCRAM",
  "r=NONCE1,s=c2FsdA==,i=2147483647": /^the broker wants 2147483647 iterations, and at most/,
  "r=NONCE1,s=c2FsdA==,i=100": /Requested iterations 100 is less than the minimum 4096/,
};

for (const [message, reason] of Object.entries(scramProblems)) {
  Deno.test(`Login rejects ${JSON.stringify(message)} of a broker`, async () => {
    const answer = on(saslAuthenticate, ({ authBytes }) => {
      const nonce = /r=([^,]+)/.exec(text.decode(authBytes))![1]!;
      return { authBytes: utf8.encode(message.replace("NONCE", nonce)) };
    });
    await assert.rejects(logIn([offers("SCRAM-SHA-256"), answer], scram), {
      name: "LoginRefusedError",
      reason,
    });
  });
}

Deno.test("Login escapes the user name of SCRAM", async () => {
  let first = "";
  const answer = on(saslAuthenticate, ({ authBytes }) => {
    first = text.decode(authBytes);
    return { authBytes: utf8.encode("e=unknown-user") };
  });
  const sasl = { ...scram, username: "a=b,c é" };
  await assert.rejects(logIn([offers("SCRAM-SHA-256"), answer], sasl));
  assert.match(first, /^n,,n=a=3Db=2Cc é,r=[!-+\--~]{16,}$/);
});

Deno.test("Login sends a password of PLAIN in UTF-8", async () => {
  let token = "";
  const answer = on(saslAuthenticate, ({ authBytes }) => {
    token = text.decode(authBytes);
    return {};
  });
  await logIn([offers("PLAIN"), answer], { ...plain, password: "pässwörd 🐼" });
  assert.equal(token, "\0bob\0pässwörd 🐼");
});

Deno.test("Login sends the SASL extensions of OAUTHBEARER", async () => {
  let token = "";
  const answer = on(saslAuthenticate, ({ authBytes }) => {
    token = text.decode(authBytes);
    return {};
  });
  await logIn([offers("OAUTHBEARER"), answer], {
    mechanism: "oauthbearer",
    token: () => Promise.resolve("abc"),
    extensions: { logicalCluster: "lkc-1", identityPoolId: "pool 2" },
  });
  assert.equal(
    token,
    "n,,\x01auth=Bearer abc\x01logicalCluster=lkc-1\x01identityPoolId=pool 2\x01\x01",
  );
});
