import assert from "node:assert/strict";
import { broker, isEmbedded, uniqueTopic } from "../../support/brokers/broker.ts";
import { runCli } from "../../support/cli/cli.ts";

const { brokers } = broker();

const rule = ["--allow-principal", "alice", "--operation", "read", "--topic", "orders"];

/** Commands about ACLs, and what they cannot do on a broker without an authorizer. */
const refused: readonly (readonly [argv: readonly string[], action: string])[] = [
  [["acl", "list"], "list ACLs"],
  [["acl", "create", "-y", ...rule], "create ACLs"],
  [["acl", "create", "--dry-run", ...rule], "create ACLs"],
  [["acl", "delete", "-y", ...rule], "delete ACLs"],
];

for (const [argv, action] of refused) {
  Deno.test(`wah ${argv.join(" ")} exits with 1 if the broker has no authorizer`, async () => {
    const { status, stdout, stderr } = await runCli(argv, { brokers });
    assert.deepEqual([status, stdout], [1, ""]);
    const [error, hint, end] = stderr.split("\n");
    assert.match(
      error!,
      new RegExp(
        `^error: Cannot ${action}: No Authorizer is configured.* \\(SECURITY_DISABLED\\)$`,
      ),
    );
    assert.match(hint!, /^hint: Configure an authorizer on the brokers /);
    assert.equal(end, "");
  });
}

for (
  const [argv, headings] of [
    [["user", "list"], /^USER +MECHANISM +ITERATIONS\n/],
    [["quota", "list"], /^USER +CLIENT-ID +IP +QUOTA +VALUE\n/],
    [["txn", "list"], /^TRANSACTIONAL-ID +STATE +PRODUCER-ID +COORDINATOR +OPEN-FOR\n/],
  ] as const
) {
  Deno.test(`wah ${argv.join(" ")} works without an authorizer`, async () => {
    const { status, stdout, stderr } = await runCli(argv, { brokers });
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, headings);
  });
}

for (
  const [line, error] of [
    [
      "user create ann",
      'create user "ann": This broker does not support logins (SECURITY_DISABLED)',
    ],
    [
      "quota set --user ann producer_byte_rate=1",
      'set quotas of user "ann": This broker does not support quotas (INVALID_REQUEST)',
    ],
  ] as const
) {
  Deno.test({
    name: `wah ${line} exits with 1 on a broker that cannot do it`,
    ignore: !isEmbedded,
    fn: async () => {
      const env = { WAH_BROKERS: brokers, WAH_NEW_PASSWORD: "s3cret" };
      const { status, stderr } = await runCli([...line.split(" "), "-y", "-q"], { env });
      assert.deepEqual([status, stderr], [1, `error: Cannot ${error}\n`]);
    },
  });
}

Deno.test("wah txn describe -t shows the idempotent producers of a partition", async () => {
  const topic = uniqueTopic("producers");
  for (const argv of [["topic", "create", topic, "-p", "2"], ["produce", topic, "-p", "1", "x"]]) {
    assert.equal((await runCli(argv, { brokers })).status, 0);
  }
  const argv = ["txn", "describe", "-t", topic, "-o", "jsonl"];
  const { status, stdout, stderr } = await runCli(argv, { brokers });
  assert.deepEqual([status, stderr], [0, ""]);
  const { producer_id, last_time_ms, ...rest } = JSON.parse(stdout);
  assert.ok(producer_id >= 0 && last_time_ms > 0, stdout);
  assert.deepEqual(rest, {
    topic,
    partition: 1,
    producer_epoch: 0,
    coordinator_epoch: null,
    last_sequence: 0,
    start_offset: null,
  });
});

Deno.test("wah txn list --hanging finds nothing in a topic without transactions", async () => {
  const topic = uniqueTopic("producers");
  assert.equal((await runCli(["topic", "create", topic], { brokers })).status, 0);
  assert.equal((await runCli(["produce", topic, "x"], { brokers })).status, 0);
  const argv = ["txn", "list", "--hanging", "--older-than", "1ms", "-t", topic, "-o", "json"];
  const { status, stdout } = await runCli(argv, { brokers });
  assert.deepEqual([status, JSON.parse(stdout)], [0, { version: 1, hanging: [] }]);
});
