import assert from "node:assert/strict";
import { formatAddress } from "../../../lib/text/format_address.ts";
import { encodeBatch } from "../../../lib/wire/batches/batch_encoder.ts";
import { utf8 } from "../../../lib/wire/bytes.ts";
import { runCli } from "../../support/cli/cli.ts";
import { scriptedTopic, type TopicScript } from "../../support/peers/scripted_topic.ts";

function message(baseOffset: bigint, text: string): Uint8Array {
  return encodeBatch([{ key: null, value: utf8(text), timestamp: 0n }], { baseOffset });
}

/** A room of three messages, of which the second cannot be read. */
function damagedRoom(): TopicScript {
  const broken = message(1n, "bob: two");
  broken[broken.length - 1]! ^= 1;
  const batches = [message(0n, "bob: one"), broken, message(2n, "bob: three")];
  return {
    log: () => ({ start: 0n, end: 3n }),
    fetch: ({ offset }) => ({ records: batches[Number(offset)]! }),
  };
}

Deno.test("wah chat log names the records that it cannot read, once", async () => {
  await using room = await scriptedTopic(damagedRoom());
  const world = { brokers: formatAddress(room.brokers[0]!.address) };
  for (const flags of [[], ["--raw"], ["-n", "1"], ["-o", "jsonl"]]) {
    const { status, stdout, stderr } = await runCli(["chat", "log", "-t", "t", ...flags], world);
    assert.equal(status, 0);
    assert.match(stdout, /three/);
    assert.match(stderr, /^cannot show record 0\/1: CRC 0x\w+ stated, 0x\w+ found\n$/);
  }
});

Deno.test("wah chat edit fails with the reason for a message that it cannot read", async () => {
  await using room = await scriptedTopic(damagedRoom());
  const world = { brokers: formatAddress(room.brokers[0]!.address) };
  const argv = ["chat", "edit", "-u", "bob", "-t", "t", "1", "new"];
  const { status, stderr } = await runCli(argv, world);
  assert.equal(status, 1);
  assert.match(stderr, /^error: Cannot read "t" partition 0 at offset 1: CRC/);
});
