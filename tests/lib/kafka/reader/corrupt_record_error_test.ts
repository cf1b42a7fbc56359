import assert from "node:assert/strict";
import { readPartitions } from "../../../../lib/kafka/reader/read_partitions.ts";
import { textOf } from "../../../../lib/wire/bytes.ts";
import { crc32c } from "../../../../lib/wire/batches/crc32c.ts";
import { batchOf, scriptedTopic, type TopicScript } from "../../../support/peers/scripted_topic.ts";
import { logOf, readScripted as read } from "../../../support/peers/scripted_reading.ts";

/** A log of "ab", a broken batch of two, and "e". */
function brokenLog(broken: Uint8Array): NonNullable<TopicScript["fetch"]> {
  return logOf([
    [0n, 1n, Uint8Array.from([...batchOf(0n, "ab"), ...broken])],
    [2n, 3n, broken],
    [4n, 4n, batchOf(4n, "e")],
  ]);
}

function brokenCrc(): Uint8Array {
  const bytes = batchOf(2n, "cd");
  bytes[bytes.byteLength - 2]! ^= 1;
  return bytes;
}

function unknownCodec(): Uint8Array {
  const bytes = batchOf(2n, "cd");
  bytes[22]! |= 7;
  new DataView(bytes.buffer).setUint32(17, crc32c(bytes, 21));
  return bytes;
}

const damages: readonly (readonly [string, () => Uint8Array, RegExp])[] = [
  ["broken checksum", brokenCrc, /^Cannot read "t" partition 0 at offset 2: CRC 0x/],
  ["codec that does not exist", unknownCodec, /^Cannot read "t" partition 0 at offset 2: codec 7/],
];

for (const [damage, broken, message] of damages) {
  Deno.test(`readPartitions() throws at a ${damage}, after the records before it`, async () => {
    const rows: string[] = [];
    await using scripted = await scriptedTopic({ fetch: brokenLog(broken()) });
    const target = { topic: "t", partition: 0, topicId: null, start: 0n, stop: 5n };
    const reading = (async () => {
      for await (const chunk of readPartitions(scripted.client, [target])) {
        chunk.forEach(({ offset, value }) => void rows.push(`${offset}${textOf(value!)}`));
      }
    })();
    await assert.rejects(reading, { name: "CorruptRecordError", offset: 2n, message });
    assert.deepEqual(rows, ["0a", "1b"]);
  });

  Deno.test(`readPartitions() skips a ${damage} with onCorrupt skip`, async () => {
    const options = { stop: 5n, onCorrupt: "skip" } as const;
    assert.deepEqual(await read({ fetch: brokenLog(broken()) }, options), {
      rows: ["0a", "1b", "4e"],
      notices: ["corrupt 2-4"],
    });
  });
}

Deno.test("readPartitions() does not trust the size in a corrupt header", async () => {
  const broken = batchOf(2n, "cd");
  new DataView(broken.buffer).setInt32(23, 1_000_000);
  const fetch = logOf([[2n, 2n, broken], [3n, 4n, batchOf(3n, "de")]]);
  assert.deepEqual(await read({ fetch }, { start: 2n, stop: 5n, onCorrupt: "skip" }), {
    rows: ["3d", "4e"],
    notices: ["corrupt 2-3"],
  });
});

Deno.test("readPartitions() throws at a batch that the leader never sends completely", async () => {
  const cut = batchOf(0n, "ab").subarray(0, 40);
  await assert.rejects(read({ fetch: () => ({ records: cut }) }, { stop: 2n }), {
    name: "CorruptRecordError",
    message: /^Cannot read "t" partition 0 at offset 0: cut short/,
  });
});

Deno.test("readPartitions() throws at a truncated batch after a quiet partition, too", async () => {
  const cut = batchOf(0n, "ab").subarray(0, 40);
  const fetch: TopicScript["fetch"] = ({ partition }) => partition === 0 ? {} : { records: cut };
  await assert.rejects(read({ partitions: 2, fetch }), {
    name: "CorruptRecordError",
    message: /^Cannot read "t" partition 1 at offset 0: cut short/,
  });
});
