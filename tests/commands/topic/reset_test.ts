import assert from "node:assert/strict";
import { formatAddress } from "../../../lib/text/format_address.ts";
import { listOffsets } from "../../../lib/wire/messages/02_list_offsets.ts";
import { metadata } from "../../../lib/wire/messages/03_metadata.ts";
import { createTopics } from "../../../lib/wire/messages/19_create_topics.ts";
import { deleteTopics } from "../../../lib/wire/messages/20_delete_topics.ts";
import { describeConfigs } from "../../../lib/wire/messages/32_describe_configs.ts";
import { startCli } from "../../support/cli/cli.ts";
import { on, type ScriptedBroker, scriptedBroker } from "../../support/peers/scripted_broker.ts";

/** A broker with a topic "t" that stops answering once the topic is deleted. */
function brokerThatStopsAnswering(): ScriptedBroker {
  let isThere = true;
  const partition = { leaderId: 1, replicaNodes: [1], isrNodes: [1] };
  const broker = scriptedBroker([
    on(metadata, () =>
      isThere
        ? {
          brokers: [{ nodeId: 1, ...broker.address }],
          controllerId: 1,
          topics: [{ name: "t", partitions: [partition] }],
        }
        : "hang"),
    on(createTopics, ({ topics }) => ({ topics: topics.map(({ name }) => ({ name })) })),
    on(deleteTopics, () => {
      isThere = false;
      return { responses: [{ name: "t" }] };
    }),
    on(describeConfigs, () => ({ results: [{ resourceName: "t" }] })),
    on(listOffsets, () => ({ topics: [{ name: "t", partitions: [{ offset: 0n }] }] })),
  ]);
  return broker;
}

Deno.test("wah topic reset exits with 130 on Ctrl-C and prints a restore command", async () => {
  await using broker = brokerThatStopsAnswering();
  const cli = startCli(["topic", "reset", "-y", "t"], {
    brokers: formatAddress(broker.address),
    isTerminal: true,
  });
  await cli.stderr.waitFor("t: awaiting deletion\n");
  cli.interrupt();
  const { status, stdout, stderr } = await cli.result;
  assert.match(stdout, /\nt +failed /);
  const lines = stderr.trimEnd().split("\n").slice(-2);
  assert.match(lines[0]!, /^error: Cannot restore topic "t" after deleting it: /);
  assert.equal(lines[1], "hint: Restore it with: wah topic create t -p 1 -r 1");
  assert.equal(status, 130);
});
