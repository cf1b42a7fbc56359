import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { oidcTokens } from "../../../lib/credentials/oidc_token.ts";
import type { Token } from "../../../lib/credentials/token_cache.ts";
import type { OidcClient } from "../../../lib/settings/connection_settings.ts";
import type { FakeWorld } from "../../support/cli/context.ts";
import { runProcess } from "../../support/cli/process.ts";
import { CertificateFolder } from "../../support/kafka/certificates.ts";
import { closedAddress, listen } from "../../support/peers/listener.ts";
import { credentialContext } from "./_context.ts";

const clientSecret = "s3cret: +%é";

/** A request as the token server receives it. */
interface Received {
  readonly authorization: string | null;
  readonly body: Readonly<Record<string, string>>;
}

/** A server that answers as `respond` says. */
function tokenServer(
  respond: (received: Received) => Response,
  tls: { readonly cert: string; readonly key: string } | undefined = undefined,
): AsyncDisposable & { readonly url: string; readonly received: Received[] } {
  const received: Received[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, ...tls },
    async (request) => {
      const body = Object.fromEntries(new URLSearchParams(await request.text()));
      const got = { authorization: request.headers.get("authorization"), body };
      received.push(got);
      return respond(got);
    },
  );
  const scheme = tls === undefined ? "http" : "https";
  return {
    url: `${scheme}://127.0.0.1:${server.addr.port}/token?tenant=1`,
    received,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function fetchToken(
  client: Partial<OidcClient>,
  world: FakeWorld = {},
): Promise<Token> {
  const fetch = await oidcTokens({
    kind: "oidc",
    tokenUrl: "",
    clientId: "wah:cli",
    clientSecret: { kind: "value", value: clientSecret },
    ...client,
  }, credentialContext(world));
  return await fetch();
}

Deno.test("oidcTokens() sends the client credentials and the scope", async () => {
  await using server = tokenServer(() =>
    Response.json({ access_token: "abc", expires_in: 300, token_type: "Bearer" })
  );
  const token = await fetchToken({ tokenUrl: server.url, scope: "kafka read" });
  assert.deepEqual(token, { value: "abc", lifetimeMs: 300_000 });
  assert.deepEqual(server.received, [{
    authorization: `Basic ${btoa("wah%3Acli:s3cret%3A+%2B%25%C3%A9")}`,
    body: { grant_type: "client_credentials", scope: "kafka read" },
  }]);
});

Deno.test("oidcTokens() accepts an answer without a lifetime", async () => {
  await using server = tokenServer(() => Response.json({ access_token: "abc" }));
  assert.deepEqual(await fetchToken({ tokenUrl: server.url }), {
    value: "abc",
    lifetimeMs: undefined,
  });
});

Deno.test("oidcTokens() sends the secret in the body to a server that wants it there", async () => {
  await using server = tokenServer(({ body }) =>
    body["client_secret"] === clientSecret && body["client_id"] === "wah:cli"
      ? Response.json({ access_token: "abc" })
      : Response.json({ error: "invalid_client" }, { status: 401 })
  );
  assert.equal((await fetchToken({ tokenUrl: server.url })).value, "abc");
  assert.deepEqual(server.received.map(({ authorization }) => authorization === null), [
    false,
    true,
  ]);
});

const refusals: Readonly<Record<string, readonly [response: () => Response, found: string]>> = {
  "an error with a description": [
    () => Response.json({ error: "invalid_scope", error_description: "no" }, { status: 400 }),
    "HTTP status 400, invalid_scope: no",
  ],
  "a wrong secret": [
    () => Response.json({ error: "invalid_client" }, { status: 401 }),
    "HTTP status 401, invalid_client",
  ],
  "a page": [() => new Response("<html>", { status: 404 }), "HTTP status 404"],
  "a redirect": [
    () => Response.redirect("http://127.0.0.1:1/"),
    "HTTP status 302, it redirects elsewhere",
  ],
  "an answer without a token": [
    () => Response.json({ id_token: "abc" }),
    "the answer contains no access_token",
  ],
};

for (const [name, [response, found]] of Object.entries(refusals)) {
  Deno.test(`oidcTokens() reports ${name}, without the secret`, async () => {
    await using server = tokenServer(response);
    const [address] = server.url.split("?");
    await assert.rejects(fetchToken({ tokenUrl: server.url }), {
      name: "FailedError",
      kind: "failed",
      message: `Cannot get a token from ${address}: ${found}`,
    });
  });
}

Deno.test("oidcTokens() reports a server that is unavailable", async () => {
  await using server = tokenServer(() => new Response("", { status: 503 }));
  await assert.rejects(fetchToken({ tokenUrl: server.url }), {
    name: "ConnectionLostError",
    finding: "token",
    message: `Cannot reach the OIDC server at ${new URL(server.url).host}: HTTP status 503`,
  });
  const { host, port } = closedAddress();
  await assert.rejects(fetchToken({ tokenUrl: `http://${host}:${port}/token` }), {
    kind: "unreachable",
    message: new RegExp(`^Cannot reach the OIDC server at ${host}:${port}: .*refused`),
  });
});

Deno.test("oidcTokens() trusts the server's own CA only if it is set", async () => {
  await using folder = await CertificateFolder.create();
  const root = await folder.issue("root", { isAuthority: true });
  const leaf = await folder.issue("leaf", { issuer: root });
  await using server = tokenServer(() => Response.json({ access_token: "abc" }), {
    cert: await Deno.readTextFile(leaf.certificateFile),
    key: await Deno.readTextFile(leaf.keyFile),
  });
  const { value } = await fetchToken({ tokenUrl: server.url, caFile: root.certificateFile });
  assert.equal(value, "abc");
  await assert.rejects(fetchToken({ tokenUrl: server.url }), {
    name: "ConnectionLostError",
    message: /: its TLS certificate is not accepted \(UnknownIssuer\)$/,
    hint: "Check the CA file of the OIDC server, and its host name",
  });
});

/** Gets a token in a process whose environment names a proxy; returns the result. */
async function throughProxy(
  tokenUrl: string,
  noProxy = "",
): Promise<{ readonly printed: string; readonly requests: readonly string[] }> {
  const requests: string[] = [];
  await using proxy = listen(async (connection) => {
    const buffer = new Uint8Array(4096);
    const count = await connection.read(buffer) ?? 0;
    requests.push(new TextDecoder().decode(buffer.subarray(0, count)));
    await connection.write(new TextEncoder().encode("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
  });
  const url = `http://${proxy.address.host}:${proxy.address.port}`;
  const script = fileURLToPath(new URL("_print_token.ts", import.meta.url));
  const { stdout, stderr } = await runProcess(
    Deno.execPath(),
    ["run", "--quiet", "--no-check", "--allow-all", script, tokenUrl, noProxy],
    { env: { ...Deno.env.toObject(), HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: "" } },
  );
  assert.equal(stderr, "");
  return { printed: stdout, requests };
}

Deno.test("oidcTokens() asks a server on this machine without the proxy", async () => {
  await using server = tokenServer(() => Response.json({ access_token: "abc" }));
  assert.deepEqual(await throughProxy(server.url), { printed: "abc", requests: [] });
});

Deno.test("oidcTokens() never sends a secret in clear text to a proxy", async () => {
  const { printed, requests } = await throughProxy("http://idp.invalid/token");
  assert.deepEqual(requests, []);
  assert.match(printed, /^Cannot reach the OIDC server at idp\.invalid: /);
});

Deno.test("oidcTokens() asks the proxy for a connection to another machine", async () => {
  const { printed, requests } = await throughProxy("https://idp.invalid/token");
  assert.equal(requests.length, 1);
  assert.match(requests[0]!, /^CONNECT idp\.invalid:443 /);
  assert.doesNotMatch(requests[0]!, /authorization|s3cret/i);
  assert.match(printed, /^Cannot reach the OIDC server at idp\.invalid: /);
});

Deno.test("oidcTokens() respects NO_PROXY", async () => {
  const { requests } = await throughProxy("https://idp.invalid/token", ".invalid");
  assert.deepEqual(requests, []);
});

for (
  const [tokenUrl, message] of [
    ["idp.test/token", 'Cannot use "idp.test/token" as the token address of the OIDC server'],
    [
      "https://id:s3cret@idp.test/token",
      "Cannot use the token address of the OIDC server: it contains a login",
    ],
  ] as const
) {
  Deno.test(`oidcTokens() rejects the address ${tokenUrl}`, async () => {
    await assert.rejects(fetchToken({ tokenUrl }), { finding: "invalid-login", message });
  });
}

Deno.test("oidcTokens() stops if the signal aborts", async () => {
  const reason = new Error("enough");
  await assert.rejects(
    fetchToken({ tokenUrl: "http://127.0.0.1:9/" }, { signal: AbortSignal.abort(reason) }),
    reason,
  );
});
