import assert from "node:assert/strict";
import { UsageError } from "../../../../lib/errors.ts";
import { Login } from "../../../../lib/kafka/connection/login.ts";
import { saslHandshake } from "../../../../lib/wire/messages/17_sasl_handshake.ts";
import { saslAuthenticate } from "../../../../lib/wire/messages/36_sasl_authenticate.ts";
import type { BrokerVersions } from "../../../../lib/kafka/connection/versions.ts";
import { drain, listen } from "../../../support/peers/listener.ts";
import { on, type Script, scriptedBroker } from "../../../support/peers/scripted_broker.ts";
import { both, close, logIn, offers, openPipeline, plain } from "./_logins.ts";

const text = new TextDecoder();
const utf8 = new TextEncoder();

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

Deno.test("Login rejects with the reason why there is no token", async () => {
  const error = new UsageError("Cannot get the token: its command exited with status 1");
  const sasl = { mechanism: "oauthbearer", token: () => Promise.reject(error) } as const;
  await assert.rejects(logIn([offers("OAUTHBEARER")], sasl), error);
});

Deno.test("Login reports the broker's message", async () => {
  const answer = on(saslAuthenticate, () => ({ errorCode: 58, errorMessage: "who are you" }));
  await assert.rejects(logIn([offers("PLAIN"), answer], plain), {
    name: "LoginRefusedError",
    reason: "who are you",
  });
});

Deno.test("Login reports an error code without a message", async () => {
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
  const login = new Login({
    sasl: plain,
    address,
    versions: both,
    clock: { monotonicMs: () => now },
  });
  await login.authenticate(pipeline);
  const due: boolean[] = [];
  for (now of [1_000, 9_499, 9_500, 20_000]) due.push(login.isDue);
  assert.deepEqual(due, [false, false, true, true]);
  await login.authenticate(pipeline);
  assert.equal(login.isDue, false);
  await close(pipeline);
});

Deno.test("Login is not due within a second of the last one", async () => {
  await using broker = scriptedBroker([
    offers("PLAIN"),
    on(saslAuthenticate, () => ({ sessionLifetimeMs: 300n })),
  ]);
  const pipeline = await openPipeline(broker.address);
  let now = 0;
  const { address } = broker;
  const login = new Login({
    sasl: plain,
    address,
    versions: both,
    clock: { monotonicMs: () => now },
  });
  await login.authenticate(pipeline);
  const due: boolean[] = [];
  for (now of [299, 1_000, 1_100]) due.push(login.isDue);
  assert.deepEqual(due, [false, false, true]);
  await close(pipeline);
});

Deno.test("Login is never due if the session has no end", async () => {
  await using broker = scriptedBroker([offers("PLAIN"), on(saslAuthenticate, () => ({}))]);
  const pipeline = await openPipeline(broker.address);
  let now = 0;
  const { address } = broker;
  const login = new Login({
    sasl: plain,
    address,
    versions: both,
    clock: { monotonicMs: () => now },
  });
  await login.authenticate(pipeline);
  now = Number.MAX_SAFE_INTEGER;
  assert.equal(login.isDue, false);
  await close(pipeline);
});
