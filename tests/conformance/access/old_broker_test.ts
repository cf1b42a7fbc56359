import assert from "node:assert/strict";
import { formatAddress } from "../../../lib/text/format_address.ts";
import { runCli } from "../../support/cli/cli.ts";
import { scriptedCluster } from "../../support/peers/scripted_broker.ts";

/** Commands, and the API that they need first. */
const needs: readonly (readonly [line: string, api: string])[] = [
  ["acl list", "DescribeAcls"],
  ["acl create -y --allow-principal a --operation read -t x", "DescribeAcls"],
  ["user list", "DescribeUserScramCredentials"],
  ["user delete -y ann", "DescribeUserScramCredentials"],
  ["quota list", "DescribeClientQuotas"],
  ["quota set -y --user ann producer_byte_rate=1", "DescribeClientQuotas"],
  ["txn list", "ListTransactions"],
];

for (const [line, api] of needs) {
  Deno.test(`wah ${line} exits with 1 if the broker does not support ${api}`, async () => {
    const [broker] = scriptedCluster([]);
    await using old = broker!;
    const address = formatAddress(old.address);
    const { status, stdout, stderr } = await runCli(line.split(" "), { brokers: address });
    assert.deepEqual([status, stdout, stderr], [
      1,
      "",
      `error: Cannot send "${api}": the broker at ${address} does not support it\n` +
      "hint: Use a newer version of the broker\n",
    ]);
  });
}
