import assert from "node:assert/strict";
import { KafkaClient } from "../../../../lib/kafka/client.ts";
import type { Address, KafkaConfig } from "../../../../lib/kafka/config.ts";
import { ConnectionLostError } from "../../../../lib/kafka/connection/connection_error.ts";
import { fetchApi } from "../../../../lib/wire/messages/01_fetch.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { saslAuthenticate } from "../../../../lib/wire/messages/36_sasl_authenticate.ts";
import { saslHandshake } from "../../../../lib/wire/messages/17_sasl_handshake.ts";
import { answers, closedAddress, drain, listen } from "../../../support/peers/listener.ts";
import { on, scriptedBroker, scriptedCluster } from "../../../support/peers/scripted_broker.ts";

function connect(
  addresses: readonly Address[],
  options: Partial<KafkaConfig> = {},
): Promise<KafkaClient> {
  return KafkaClient.connect({ brokers: addresses, ...options });
}

Deno.test("KafkaClient.connect() reports the problem of each address", async () => {
  await using web = listen(answers("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const [first, second] = [closedAddress(), closedAddress()];
  await assert.rejects(connect([first, web.address, second]), {
    name: "UnreachableError",
    kind: "unreachable",
    message: `Cannot reach a broker at 127.0.0.1:${first.port}, 127.0.0.1:${second.port}: ` +
      `connection refused; at 127.0.0.1:${web.address.port}: ` +
      "this port speaks HTTP, not Kafka",
  });
});

Deno.test("KafkaClient.connect() reports a missing token for the login", async () => {
  await using broker = scriptedBroker([on(saslHandshake, () => ({ mechanisms: ["OAUTHBEARER"] }))]);
  const who = "the OIDC server";
  const lost = new ConnectionLostError("idp:443", "token", "HTTP status 503", { who });
  const sasl = { mechanism: "oauthbearer", token: () => Promise.reject(lost) } as const;
  await assert.rejects(connect([closedAddress(), broker.address], { sasl }), {
    name: "UnreachableError",
    message: "Cannot reach the OIDC server at idp:443: HTTP status 503",
  });
});

Deno.test("KafkaClient.connect() has a hint if no broker is listening", async () => {
  const address = closedAddress();
  await assert.rejects(connect([address]), {
    name: "UnreachableError",
    message: `Cannot reach a broker at 127.0.0.1:${address.port}: connection refused`,
    hint: "Start a broker there, or use the address of another one",
  });
});

Deno.test("KafkaClient.connect() has a hint that a listener may require a login", async () => {
  await using broker = scriptedBroker([on(metadata, () => "close")]);
  await assert.rejects(connect([broker.address]), {
    name: "UnreachableError",
    message: /: it closed the connection at the first request$/,
    hint: /^It may require a login/,
  });
});

Deno.test("KafkaClient.connect() recognizes the port of a controller", async () => {
  await using broker = scriptedBroker([on(fetchApi, () => ({}))]);
  await assert.rejects(connect([broker.address]), {
    name: "UnreachableError",
    message: /: this is not a broker's port$/,
    hint: /^It may be a controller's/,
  });
});

const handshakes = {
  refuses: [on({ ...saslHandshake, maxVersion: 1 }, () => ({ errorCode: 34 }))],
  "does not know": [],
};

for (const [how, handshake] of Object.entries(handshakes)) {
  Deno.test(`KafkaClient.connect() reports a port that ${how} a login`, async () => {
    await using broker = scriptedBroker([...handshake, on(metadata, () => ({}))]);
    const sasl = { mechanism: "plain", username: "bob", password: "secret" } as const;
    await assert.rejects(connect([broker.address], { sasl }), {
      name: "FailedError",
      message: /: this port does not accept logins$/,
      hint: /^Connect without a login/,
    });
  });
}

Deno.test("KafkaClient.connect() does not wait long for a silent address", async () => {
  await using silent = listen(drain);
  const [broker] = scriptedCluster([]);
  await using _ = broker!;
  await using client = await connect([silent.address, broker!.address]);
  assert.deepEqual(client.nodes.map(({ id }) => id), [1]);
});

Deno.test("KafkaClient.connect() throws the signal's reason", async () => {
  await using silent = listen(drain);
  const stop = new AbortController();
  const connecting = KafkaClient.connect({ brokers: [silent.address] }, { signal: stop.signal });
  stop.abort(new Error("enough"));
  await assert.rejects(connecting, { message: "enough" });
});

Deno.test("KafkaClient.connect() reports a rejected login, not an absent broker", async () => {
  const message = "Authentication failed: Invalid username or password";
  await using broker = scriptedBroker([
    on({ ...saslHandshake, maxVersion: 1 }, () => ({ mechanisms: ["PLAIN"] })),
    on({ ...saslAuthenticate, maxVersion: 1 }, () => ({ errorCode: 58, errorMessage: message })),
    on(metadata, () => "close"),
  ]);
  const sasl = { mechanism: "plain", username: "bob", password: "wrong" } as const;
  await assert.rejects(connect([broker.address], { sasl }), {
    name: "FailedError",
    kind: "failed",
    message: `Cannot log in to 127.0.0.1:${broker.address.port} with PLAIN: ${message}`,
  });
});

Deno.test("KafkaClient.connect() logs in before it sends a request", async () => {
  await using broker = scriptedBroker([
    on({ ...saslHandshake, maxVersion: 1 }, () => ({ mechanisms: ["PLAIN"] })),
    on({ ...saslAuthenticate, maxVersion: 1 }, ({ authBytes }) => {
      assert.equal(new TextDecoder().decode(authBytes), "\0bob\0secret");
      return {};
    }),
    on(metadata, () => ({})),
  ]);
  const sasl = { mechanism: "plain", username: "bob", password: "secret" } as const;
  await using _client = await connect([broker.address], { sasl });
  assert.deepEqual(broker.asked, ["SaslHandshake", "SaslAuthenticate", "Metadata"]);
});
