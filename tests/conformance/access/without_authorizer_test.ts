import assert from "node:assert/strict";
import { broker } from "../../support/brokers/broker.ts";
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
