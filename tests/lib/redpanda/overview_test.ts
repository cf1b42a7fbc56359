import assert from "node:assert/strict";
import { FailedError, UnreachableError } from "../../../lib/errors.ts";
import { fetchOverview } from "../../../lib/redpanda/overview.ts";
import { startAdminApi } from "../../support/peers/admin_api.ts";

const healthy = {
  is_healthy: true,
  unhealthy_reasons: [],
  controller_id: 0,
  all_nodes: [2, 0, 1],
  nodes_down: [],
  leaderless_partitions: [],
  under_replicated_partitions: [],
};

Deno.test("fetchOverview() reads a healthy cluster, lists sorted", async () => {
  await using api = startAdminApi(() => Response.json(healthy));
  assert.deepEqual(await fetchOverview(api.url), {
    healthy: true,
    reasons: [],
    controller: 0,
    nodes: [0, 1, 2],
    nodesDown: [],
    nodesInRecoveryMode: null,
    highDiskUsageNodes: null,
    leaderless: { count: 0, named: [] },
    underReplicated: { count: 0, named: [] },
  });
});

Deno.test("fetchOverview() reads every field of an unhealthy cluster", async () => {
  await using api = startAdminApi(() =>
    Response.json({
      is_healthy: false,
      unhealthy_reasons: ["nodes_down", "leaderless_partitions"],
      controller_id: -1,
      all_nodes: [0, 1, 2],
      nodes_down: [2, 1],
      nodes_in_recovery_mode: [0],
      high_disk_usage_nodes: [1],
      leaderless_partitions: ["kafka/orders/1", "kafka/orders/0"],
      leaderless_count: 300,
      under_replicated_partitions: ["kafka/users/0"],
      under_replicated_count: 1,
      bytes_in_cloud_storage: -1,
    })
  );
  assert.deepEqual(await fetchOverview(api.url), {
    healthy: false,
    reasons: ["leaderless_partitions", "nodes_down"],
    controller: null,
    nodes: [0, 1, 2],
    nodesDown: [1, 2],
    nodesInRecoveryMode: [0],
    highDiskUsageNodes: [1],
    leaderless: { count: 300, named: ["kafka/orders/0", "kafka/orders/1"] },
    underReplicated: { count: 1, named: ["kafka/users/0"] },
  });
});

Deno.test("fetchOverview() requests the overview below the path of the base", async () => {
  const paths: string[] = [];
  await using api = startAdminApi((request) => {
    paths.push(new URL(request.url).pathname);
    return Response.json(healthy);
  });
  await fetchOverview(api.url);
  await fetchOverview(new URL("/proxy", api.url));
  assert.deepEqual(paths, ["/v1/cluster/health_overview", "/proxy/v1/cluster/health_overview"]);
});

Deno.test("fetchOverview() sends a login as basic authentication", async () => {
  await using api = startAdminApi((request) =>
    request.headers.get("authorization") === "Basic YWRhOnPDqWNyZXQ="
      ? Response.json(healthy)
      : new Response(null, { status: 401 })
  );
  const login = { username: "ada", password: "sécret" };
  assert.equal((await fetchOverview(api.url, { login })).healthy, true);
  await assert.rejects(fetchOverview(api.url), {
    name: "FailedError",
    message: `Cannot read ${api.url}v1/cluster/health_overview: HTTP status 401`,
    hint: "Set WAH_SASL_USER and WAH_SASL_PASSWORD",
  });
});

for (
  const [what, body] of [
    ["a web page", "<html></html>"],
    ["other JSON", '{"status":"ok"}'],
    ["a JSON list", "[1]"],
    ["nothing", ""],
  ] as const
) {
  Deno.test(`fetchOverview() rejects ${what}`, async () => {
    await using api = startAdminApi(() => new Response(body));
    await assert.rejects(fetchOverview(api.url), {
      name: "FailedError",
      message: `Cannot read ${api.url}v1/cluster/health_overview: ` +
        "the response is not Redpanda's health overview",
    });
  });
}

Deno.test("fetchOverview() stops reading an answer that does not end", async () => {
  const chunk = new Uint8Array(1024 * 1024);
  await using api = startAdminApi(() =>
    new Response(
      new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }),
    )
  );
  await assert.rejects(fetchOverview(api.url), FailedError);
});

Deno.test("fetchOverview() reports that no server answers", async () => {
  const api = startAdminApi(() => Response.json(healthy));
  await api[Symbol.asyncDispose]();
  await assert.rejects(fetchOverview(api.url), UnreachableError);
});

Deno.test("fetchOverview() times out if the server stays silent", async () => {
  await using api = startAdminApi(() => new Promise<Response>(() => {}));
  await assert.rejects(fetchOverview(api.url, { timeoutMs: 20 }), {
    name: "UnreachableError",
    message: `Cannot reach the Redpanda admin API at ${api.url.origin}: no response within 20 ms`,
  });
});

Deno.test("fetchOverview() rejects with the signal's reason", async () => {
  await using api = startAdminApi(() => new Promise<Response>(() => {}));
  const reason = new Error("enough");
  await assert.rejects(fetchOverview(api.url, { signal: AbortSignal.abort(reason) }), reason);
});
