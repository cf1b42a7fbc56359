import assert from "node:assert/strict";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import { saslHandshake } from "../../../lib/wire/messages/17_sasl_handshake.ts";
import { saslAuthenticate } from "../../../lib/wire/messages/36_sasl_authenticate.ts";
import { type AdminApiOptions, startAdminApi } from "../../support/peers/admin_api.ts";
import { adminAuthority } from "../../support/peers/admin_certificate.ts";
import { spawnCli } from "../../support/cli/cli.ts";
import { startRecordingProxy } from "../../support/peers/recording_proxy.ts";
import { on, type ScriptedBroker, scriptedBroker } from "../../support/peers/scripted_broker.ts";
import { tempFolder } from "../../support/temp_folder.ts";

const login = { WAH_SASL_USER: "ada", WAH_SASL_PASSWORD: "secret", WAH_SASL_MECHANISM: "plain" };
const authorization = "Basic YWRhOnNlY3JldA==";

/** The requests of one `wah health` to an admin API and a proxy. */
interface Sightings {
  readonly status: number;
  readonly stderr: string;
  /** The Authorization header of each request that the admin API got. */
  readonly authorizations: readonly (string | null)[];
  readonly heads: readonly string[];
}

/** What differs between two runs. */
interface Run extends AdminApiOptions {
  /** The host in `--admin-url`; `admin.test` exists for the proxy only. */
  readonly host: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where the admin API redirects to instead of answering, by its own address. */
  readonly redirect?: (port: string) => string;
}

/** A broker that accepts every login. */
function loginBroker(): ScriptedBroker {
  const broker: ScriptedBroker = scriptedBroker([
    on({ ...saslHandshake, maxVersion: 1 }, () => ({ mechanisms: ["PLAIN"] })),
    on({ ...saslAuthenticate, maxVersion: 1 }, () => ({})),
    on(metadata, () => ({ brokers: [{ nodeId: 1, ...broker.address }], controllerId: 1 })),
  ]);
  return broker;
}

/** Runs `wah health --admin-url …` as a process whose environment names a proxy. */
async function health({ host, env = {}, tls = false, redirect }: Run): Promise<Sightings> {
  await using folder = await tempFolder();
  const authorizations: (string | null)[] = [];
  await using api = startAdminApi((request) => {
    authorizations.push(request.headers.get("authorization"));
    if (redirect === undefined) return Response.json({ is_healthy: true });
    return new Response(null, { status: 307, headers: { location: redirect(api.url.port) } });
  }, { tls });
  await using proxy = startRecordingProxy({ "admin.test": api.url.host });
  await using broker = loginBroker();
  const certificateFile = folder.file("ca.pem");
  await Deno.writeTextFile(certificateFile, adminAuthority);
  const variables = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"];
  await using process = spawnCli(
    ["health", "--admin-url", `http${tls ? "s" : ""}://${host}:${api.url.port}`],
    {
      brokers: `127.0.0.1:${broker.address.port}`,
      env: {
        ...Object.fromEntries(variables.map((name) => [name, proxy.url])),
        ...{ NO_PROXY: "", no_proxy: "", NODE_USE_ENV_PROXY: "1", DENO_CERT: certificateFile },
        ...env,
      },
    },
  );
  const { status, stderr } = await process.result;
  return { status, stderr, authorizations, heads: proxy.heads };
}

for (const host of ["127.0.0.1", "localhost"]) {
  for (const tls of [false, true]) {
    Deno.test(`wah health requests http${tls ? "s" : ""}://${host} directly`, async () => {
      const { status, stderr, authorizations, heads } = await health({ host, tls, env: login });
      assert.deepEqual([status, stderr], [0, ""]);
      assert.deepEqual([authorizations, heads], [[authorization], []]);
    });
  }
}

Deno.test("wah health tries an admin API on this machine without the proxy", async () => {
  await using proxy = startRecordingProxy({});
  await using broker = loginBroker();
  await using process = spawnCli(["health"], {
    brokers: `127.0.0.1:${broker.address.port}`,
    env: { HTTP_PROXY: proxy.url, ALL_PROXY: proxy.url },
  });
  const { status } = await process.result;
  assert.deepEqual([status, proxy.heads], [0, []]);
});

Deno.test("wah health requests other hosts through the proxy", async () => {
  const { status, authorizations, heads } = await health({ host: "admin.test" });
  assert.deepEqual([status, authorizations, heads.length], [0, [null], 1]);
  assert.match(heads[0]!, /^GET http:\/\/admin\.test:\d+\/v1\/cluster\/health_overview HTTP/);
});

Deno.test("wah health never sends a login over plain HTTP to a proxy", async () => {
  const { status, stderr, heads } = await health({ host: "admin.test", env: login });
  assert.deepEqual([status, heads], [3, []]);
  assert.match(stderr, /^error: Cannot reach the Redpanda admin API at http:\/\/admin\.test:\d+: /);
  assert.match(stderr, /\nhint: [^\n]*never through a proxy/);
});

Deno.test("wah health sends a login over HTTPS through the proxy's tunnel", async () => {
  const run = { host: "admin.test", tls: true, env: login };
  const { status, stderr, authorizations, heads } = await health(run);
  assert.deepEqual([status, stderr, authorizations], [0, "", [authorization]]);
  assert.match(heads.join(), /^CONNECT admin\.test:\d+ HTTP[^]*$/);
  assert.doesNotMatch(heads.join(), /authorization/i);
});

for (const noProxy of ["*", "admin.test", "ADMIN.test", ".test", "other, admin.test:PORT"]) {
  Deno.test(`wah health uses no proxy for admin.test if NO_PROXY is ${noProxy}`, async () => {
    for (const name of ["NO_PROXY", "no_proxy"]) {
      await using api = startAdminApi(() => new Response());
      await using proxy = startRecordingProxy({ "admin.test": api.url.host });
      await using broker = loginBroker();
      await using process = spawnCli(
        ["health", "--admin-url", `http://admin.test:${api.url.port}`],
        {
          brokers: `127.0.0.1:${broker.address.port}`,
          env: { HTTP_PROXY: proxy.url, [name]: noProxy.replace("PORT", api.url.port) },
        },
      );
      const { status } = await process.result;
      assert.deepEqual([status, proxy.heads], [3, []]);
    }
  });
}

Deno.test("wah health does not send its login to the target of a redirect", async () => {
  const redirect = (port: string): string => `http://admin.test:${port}/elsewhere`;
  const { status, authorizations, heads } = await health({
    host: "127.0.0.1",
    env: login,
    redirect,
  });
  assert.equal(status, 1);
  assert.equal(authorizations[0], authorization);
  assert.ok(authorizations.slice(1).every((header) => header === null));
  assert.ok(heads.length > 0);
  assert.doesNotMatch(heads.join(), /authorization/i);
});
