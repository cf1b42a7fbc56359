import assert from "node:assert/strict";
import { FailedError } from "../../../../lib/errors.ts";
import { RegistryClient } from "../../../../lib/decode/registry/registry_client.ts";
import { NotRegisteredError } from "../../../../lib/decode/registry/registry_error.ts";
import { startAdminApi } from "../../../support/peers/admin_api.ts";

const never = new AbortController().signal;
const schema7 = { path: ["schemas", "ids", 7], action: "read schema 7", signal: never };

type Answer = Parameters<typeof startAdminApi>[0];

async function failureOf(answer: Answer, options: object = {}): Promise<FailedError> {
  await using server = startAdminApi(answer);
  const client = new RegistryClient({ urls: [server.url], ...options });
  return await client.request(schema7).then(() => assert.fail("no failure"), (error) => error);
}

Deno.test("RegistryClient.request() requests below the path of the address", async () => {
  const seen: string[] = [];
  await using server = startAdminApi(({ url }) => {
    seen.push(new URL(url).pathname);
    return Response.json({ ok: true });
  });
  const client = new RegistryClient({ urls: [new URL("apis/v7/", server.url)] });
  const path = ["subjects", "a/b?"];
  assert.deepEqual(await client.request({ ...schema7, path }), { ok: true });
  assert.deepEqual(seen, ["/apis/v7/subjects/a%2Fb%3F"]);
});

for (
  const [login, header] of [
    [{ user: "ada", password: "wörd" }, "Basic YWRhOnfDtnJk"],
    [{ token: "t0" }, "Bearer t0"],
  ] as const
) {
  Deno.test(`RegistryClient.request() sends ${header.split(" ")[0]} authentication`, async () => {
    await using server = startAdminApi(({ headers }) =>
      Response.json(headers.get("authorization"))
    );
    const client = new RegistryClient({ urls: [server.url], login });
    assert.equal(await client.request(schema7), header);
  });
}

for (
  const [what, answer, expected] of [
    ["wants a login", () => new Response("", { status: 401 }), / requires a login$/],
    ["answers garbage", () => new Response("<html>"), / does not answer with JSON$/],
    ["answers nothing", () => new Response(""), / does not answer with JSON$/],
    [
      "is something else",
      () => new Response("no", { status: 404 }),
      / answers with HTTP status 404$/,
    ],
    [
      "redirects",
      () => new Response("", { status: 302, headers: { location: "http://x/" } }),
      / redirects to "http:\/\/x\/"$/,
    ],
    [
      "rejects the request",
      () => Response.json({ error_code: 422, message: "no" }, { status: 422 }),
      / answers "no"$/,
    ],
    ["never stops answering", () => new Response(endless()), /more than 8388608 bytes$/],
  ] as const
) {
  Deno.test(`RegistryClient.request() fails if the registry ${what}`, async () => {
    const error = await failureOf(answer);
    assert.ok(error instanceof FailedError);
    assert.match(error.message, /^Cannot read schema 7: the schema registry at http:\/\/127/);
    assert.match(error.message, expected);
  });
}

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(65536).fill(32)) });
}

Deno.test("RegistryClient.request() reports that a login is rejected", async () => {
  const login = { user: "ada", password: "word" };
  const error = await failureOf(() => new Response("", { status: 401 }), { login });
  assert.match(error.message, / rejects the login$/);
  assert.ok(!error.message.includes("word"));
});

Deno.test("RegistryClient.request() reports what the registry does not have", async () => {
  const body = { error_code: 40403, message: "Schema not found" };
  const error = await failureOf(() => Response.json(body, { status: 404 }));
  assert.ok(error instanceof NotRegisteredError);
  assert.equal(error.found, "Schema not found");
});

Deno.test("RegistryClient.request() stops after a time", async () => {
  const closed = Promise.withResolvers<Response>();
  const error = await failureOf(() => closed.promise, { timeoutMs: 50 });
  closed.resolve(new Response(""));
  assert.match(error.message, /is not reachable: no response within 50 ms$/);
});

Deno.test("RegistryClient.request() repeats a request after a failure of the server", async () => {
  let count = 0;
  await using server = startAdminApi(() =>
    ++count < 3 ? new Response("", { status: 503 }) : Response.json(count)
  );
  assert.equal(await new RegistryClient({ urls: [server.url] }).request(schema7), 3);
});

Deno.test("RegistryClient.request() tries the next address if one is not reachable", async () => {
  const gone = startAdminApi(() => Response.json(0));
  await gone[Symbol.asyncDispose]();
  await using server = startAdminApi(() => Response.json("here"));
  const client = new RegistryClient({ urls: [gone.url, server.url] });
  assert.equal(await client.request(schema7), "here");
  const lost = new RegistryClient({ urls: [gone.url] });
  await assert.rejects(lost.request(schema7), /is not reachable: /);
});
