import assert from "node:assert/strict";
import { brokerCase } from "../../support/brokers/broker_case.ts";
import { connect } from "../../support/brokers/client.ts";
import { TestTransactions } from "../../support/kafka/transactions.ts";
import { consumed, copy, topics } from "./_copies.ts";

brokerCase("wah copy --read-committed skips open and aborted transactions", async () => {
  await using created = await topics([1, 1, 1]);
  const [source, committed, all] = created.names as [string, string, string];
  await using client = await connect();
  const transactions = await TestTransactions.open(client, source);
  await transactions.write("a");
  await transactions.commit();
  await transactions.write("b");
  await transactions.abort();
  await transactions.write("c");
  await transactions.commit();
  await transactions.write("d");
  const first = await copy(source, committed, "--read-committed", "--output", "jsonl");
  assert.equal(first.status, 0, first.stderr);
  assert.equal(JSON.parse(first.stdout).finished, true);
  assert.deepEqual(await consumed(committed, "%v\\n"), ["a", "c"]);
  assert.equal((await copy(source, all)).status, 0);
  assert.deepEqual(await consumed(all, "%v\\n"), ["a", "b", "c", "d"]);
  await transactions.abort();
});
