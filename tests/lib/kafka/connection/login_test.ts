import assert from "node:assert/strict";
import type { Address, SaslConfig } from "../../../../lib/kafka/config.ts";
import { openStream } from "../../../../lib/kafka/connection/byte_stream.ts";
import { Login } from "../../../../lib/kafka/connection/login.ts";
import { RequestPipeline } from "../../../../lib/kafka/connection/request_pipeline.ts";
import type { BrokerVersions } from "../../../../lib/kafka/connection/versions.ts";
import { saslHandshake } from "../../../../lib/wire/messages/17_sasl_handshake.ts";
import { saslAuthenticate } from "../../../../lib/wire/messages/36_sasl_authenticate.ts";
import { drain, listen } from "../../../support/peers/listener.ts";
import { on, type Script, scriptedBroker } from "../../../support/peers/scripted_broker.ts";
import { never } from "./_connections.ts";

const plain = { mechanism: "plain", username: "bob", password: "secret" } as const;
const scram = { mechanism: "scram-sha-256", username: "bob", password: "secret" } as const;
const both: BrokerVersions = new Map([[17, { min: 0, max: 1 }], [36, { min: 0, max: 2 }]]);

const text = new TextDecoder();
const utf8 = new TextEncoder();

async function openPipeline(address: Address): Promise<RequestPipeline> {
  return new RequestPipeline(await openStream(address, { signal: never }), "test");
}

async function close(pipeline: RequestPipeline): Promise<void> {
  pipeline.fail(new Error("the test is over"));
  await pipeline.closed;
}

/** Logs in once to a broker that follows `scripts`. */
async function logIn(
  scripts: readonly Script[],
  sasl: SaslConfig,
  versions: BrokerVersions = both,
): Promise<void> {
  await using broker = scriptedBroker(scripts);
  const pipeline = await openPipeline(broker.address);
  try {
    await new Login({ sasl, address: broker.address, versions }).authenticate(pipeline);
  } finally {
    await close(pipeline);
  }
}

function offers(...mechanisms: string[]): Script {
  return on(saslHandshake, () => ({ mechanisms }));
}

Deno.test("Login sends the user name and the password of PLAIN", async () => {
  let token = "";
  await logIn([
    offers("PLAIN"),
    on(saslAuthenticate, ({ authBytes }) => {
      token = text.decode(authBytes);
      return {};
    }),
  ], plain);
  assert.equal(token, "\0bob\0secret");
});

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
    reason: '{"status":"expired"}',
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

Deno.test("Login reports the broker's own words", async () => {
  const answer = on(saslAuthenticate, () => ({ errorCode: 58, errorMessage: "who are you" }));
  await assert.rejects(logIn([offers("PLAIN"), answer], plain), {
    name: "LoginRefusedError",
    reason: "who are you",
  });
});

Deno.test("Login reports an error code without words", async () => {
  const answer = on(saslAuthenticate, () => ({ errorCode: 58 }));
  await assert.rejects(logIn([offers("PLAIN"), answer], plain), {
    name: "LoginRefusedError",
    reason: "the broker refused the user name or password",
  });
});

Deno.test("Login lists the mechanisms that the broker accepts", async () => {
  await assert.rejects(logIn([offers("GSSAPI", "SCRAM-SHA-512")], plain), {
    name: "LoginRefusedError",
    reason: "the broker accepts only GSSAPI, SCRAM-SHA-512",
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

const portsWithoutLogins: Readonly<Record<string, readonly [Script[], BrokerVersions]>> = {
  "does not know logins": [[], new Map()],
  "refuses every login": [[on(saslHandshake, () => ({ errorCode: 34 }))], both],
};

for (const [what, [scripts, versions]] of Object.entries(portsWithoutLogins)) {
  Deno.test(`Login reports a port that ${what}`, async () => {
    await assert.rejects(logIn(scripts, plain, versions), {
      name: "LoginRefusedError",
      isPortWithoutLogins: true,
    });
  });
}

Deno.test("Login exchanges bare tokens with a broker before Kafka 1.0", async () => {
  const received: number[][] = [];
  await using listener = listen(async (connection) => {
    const chunk = new Uint8Array(1024);
    await connection.read(chunk);
    const plainOnly = [0, 0, 0, 1, 0, 5, ...utf8.encode("PLAIN")];
    await connection.write(new Uint8Array([0, 0, 0, 17, 0, 0, 0, 0, 0, 0, ...plainOnly]));
    received.push([...chunk.subarray(0, await connection.read(chunk) ?? 0)]);
    await connection.write(new Uint8Array([0, 0, 0, 0]));
    await drain(connection);
  });
  const pipeline = await openPipeline(listener.address);
  const versions = new Map([[17, { min: 0, max: 0 }]]);
  const login = new Login({ sasl: plain, address: listener.address, versions });
  await login.authenticate(pipeline);
  assert.deepEqual(received, [[0, 0, 0, 11, ...utf8.encode("\0bob\0secret")]]);
  assert.equal(login.isDue, false);
  await close(pipeline);
});

Deno.test("Login rejects with the failure of the connection", async () => {
  for (
    const scripts of [[on(saslHandshake, () => "close" as const)], [
      offers("PLAIN"),
      on(saslAuthenticate, () => "close" as const),
    ]]
  ) {
    await assert.rejects(logIn(scripts, plain), {
      name: "Error",
      message: "The other side closed the connection",
    });
  }
});

Deno.test("Login is due again after 85 % of the session's lifetime", async () => {
  await using broker = scriptedBroker([
    offers("PLAIN"),
    on(saslAuthenticate, () => ({ sessionLifetimeMs: 10_000n })),
  ]);
  const pipeline = await openPipeline(broker.address);
  let now = 1_000;
  const { address } = broker;
  const login = new Login({ sasl: plain, address, versions: both, nowMs: () => now });
  await login.authenticate(pipeline);
  const due: boolean[] = [];
  for (now of [1_000, 9_499, 9_500, 20_000]) due.push(login.isDue);
  assert.deepEqual(due, [false, false, true, true]);
  await login.authenticate(pipeline);
  assert.equal(login.isDue, false);
  await close(pipeline);
});

Deno.test("Login is never due if the session has no end", async () => {
  await using broker = scriptedBroker([offers("PLAIN"), on(saslAuthenticate, () => ({}))]);
  const pipeline = await openPipeline(broker.address);
  let now = 0;
  const { address } = broker;
  const login = new Login({ sasl: plain, address, versions: both, nowMs: () => now });
  await login.authenticate(pipeline);
  now = Number.MAX_SAFE_INTEGER;
  assert.equal(login.isDue, false);
  await close(pipeline);
});
