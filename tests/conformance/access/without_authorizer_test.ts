import assert from "node:assert/strict";
import { broker, isEmbedded } from "../../support/brokers/broker.ts";
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
