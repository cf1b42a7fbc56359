/*
 * An OIDC server for the tests: oidc-provider on a free loopback port, with one client that gets
 * JSON Web Tokens by the client credentials grant. Prints `ready PORT` and serves until stdin ends.
 *
 * Arguments: client id, client secret, lifetime of a token in seconds.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

const [clientId = "", clientSecret = "", lifetime = "60"] = Deno.args;
const audience = "urn:kafka";

const { privateKey } = await crypto.subtle.generateKey(
  {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: "SHA-256",
  },
  true,
  ["sign", "verify"],
);
// Kafka ignores keys that are not for verifying.
const { key_ops: _, ext: __, ...jwk } = await crypto.subtle.exportKey("jwk", privateKey);

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{
      client_id: clientId,
      client_secret: clientSecret,
      scope: "kafka",
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
    }],
    jwks: { keys: [{ ...jwk, alg: "RS256", use: "sig", kid: "test" }] } as never,
    scopes: ["kafka", "other"],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => ({
          scope: "kafka other",
          audience,
          accessTokenFormat: "jwt",
          accessTokenTTL: Number(lifetime),
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
  });
  server.on("request", provider.callback());
  Deno.stdout.writeSync(new TextEncoder().encode(`ready ${port}\n`));
});

for await (const _ of Deno.stdin.readable);
server.closeAllConnections();
server.close();
