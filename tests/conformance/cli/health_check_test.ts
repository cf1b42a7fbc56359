import assert from "node:assert/strict";
import { startAdminApi } from "../../support/peers/admin_api.ts";
import { broker } from "../../support/brokers/broker.ts";
import { runCli, startCli } from "../../support/cli/cli.ts";

const { brokers } = broker();

const overview = {
  is_healthy: false,
  unhealthy_reasons: ["nodes_down"],
  controller_id: 0,
  all_nodes: [0, 1],
  nodes_down: [1],
  nodes_in_recovery_mode: [],
  leaderless_partitions: ["kafka/orders/0"],
  leaderless_count: 1,
  under_replicated_partitions: [],
  under_replicated_count: 0,
};

Deno.test("wah health exits with 0 and prints what it found", async () => {
  const { status, stdout, stderr } = await runCli(["health"], { brokers });
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, /^Healthy: +yes\nReasons: +-\nCluster: +\S+\nController: +\d+\n/);
  assert.doesNotMatch(stdout, /Redpanda/);
});

Deno.test("wah health -o json prints one object, without Redpanda's part on Kafka", async () => {
  const { status, stdout } = await runCli(["health", "-o", "json"], { brokers });
  const report = JSON.parse(stdout);
  assert.equal(status, 0);
  assert.equal(report.healthy, true);
  assert.deepEqual([report.reasons, report.leaderless, report.redpanda], [[], [], null]);
  assert.ok(report.brokers.every((broker: { up: boolean }) => broker.up));
});

Deno.test("wah health --admin-url adds Redpanda's overview, whose verdict counts too", async () => {
  await using api = startAdminApi(() => Response.json(overview));
  const argv = ["health", "--admin-url", api.url.href];
  const { status, stdout, stderr } = await runCli(argv, { brokers });
  assert.equal(status, 10);
  assert.equal(stderr, "error: The cluster is unhealthy: redpanda: nodes_down\n");
  assert.equal(
    stdout.slice(stdout.indexOf("\nRedpanda\n")),
    "\nRedpanda\n" +
      "Healthy:                 no\n" +
      "Reasons:                 nodes_down\n" +
      "Controller:              0\n" +
      "Nodes:                   0, 1\n" +
      "Nodes down:              1\n" +
      "Nodes in recovery mode:  -\n" +
      "Leaderless:              1: kafka/orders/0\n" +
      "Under-replicated:        0\n",
  );
});

Deno.test("wah health uses the first of RPK_ADMIN_HOSTS that responds", async () => {
  await using api = startAdminApi(() => Response.json({ ...overview, is_healthy: true }));
  const { stdout } = await runCli(["health", "-o", "jsonl"], {
    env: { WAH_BROKERS: brokers, RPK_ADMIN_HOSTS: `127.0.0.1:1,${api.url.host}` },
  });
  assert.deepEqual(JSON.parse(stdout).redpanda.nodes_down, [1]);
});

Deno.test("wah health exits with 3 if no admin API responds at the given address", async () => {
  const argv = ["health", "--admin-url", "http://127.0.0.1:1"];
  const { status, stdout, stderr } = await runCli(argv, { brokers });
  assert.deepEqual([status, stdout], [3, ""]);
  assert.match(stderr, /^error: Cannot reach the Redpanda admin API at http:\/\/127\.0\.0\.1:1: /);
});

Deno.test("wah health --wait returns as soon as the cluster is healthy", async () => {
  let looks = 0;
  await using api = startAdminApi(() => Response.json({ ...overview, is_healthy: ++looks >= 2 }));
  const argv = ["health", "--wait", "60", "--interval", "1", "--admin-url", api.url.href];
  const { status, stdout } = await runCli(argv, { brokers });
  assert.equal(status, 0);
  assert.equal(looks, 2);
  assert.match(stdout, /^Healthy: +yes\n/);
});

Deno.test("wah health --wait exits with 10 after the time limit", async () => {
  await using api = startAdminApi(() => Response.json(overview));
  const argv = ["health", "--wait", "1", "--interval", "60", "--admin-url", api.url.href];
  assert.equal((await runCli(argv, { brokers })).status, 10);
});

Deno.test("wah health --watch prints again after a change, and exits at Ctrl-C", async () => {
  let isHealthy = true;
  let isBroken = false;
  await using api = startAdminApi(() =>
    isBroken
      ? new Response("starting", { status: 503 })
      : Response.json({ ...overview, is_healthy: isHealthy })
  );
  const argv = ["health", "--watch", "--interval", "1", "-o", "jsonl"];
  const cli = startCli([...argv, "--admin-url", api.url.href], { brokers });
  await cli.stdout.waitFor('"redpanda":{"healthy":true');
  isHealthy = false;
  await cli.stdout.waitFor('"redpanda":{"healthy":false');
  isBroken = true;
  await cli.stderr.waitFor("HTTP status 503; checking again every 1 s");
  isBroken = false;
  isHealthy = true;
  await cli.stdout.waitFor((text) => text.split('"redpanda":{"healthy":true').length > 2);
  cli.interrupt();
  assert.equal((await cli.result).status, 130);
});
