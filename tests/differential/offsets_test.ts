import { fetchApi } from "../../lib/wire/messages/01_fetch.ts";
import { listOffsets } from "../../lib/wire/messages/02_list_offsets.ts";
import { deleteRecords } from "../../lib/wire/messages/21_delete_records.ts";
import { offsetForLeaderEpoch } from "../../lib/wire/messages/23_offset_for_leader_epoch.ts";
import type { Input, RequestOf } from "../../lib/wire/schema/schema.ts";
import { uniqueTopic } from "../support/brokers/broker.ts";
import { batchOf, someTime } from "./_batches.ts";
import { append, fetchRequest, filledTopic } from "./_logs.ts";
import { differential } from "./_pair.ts";

type ListRequest = Input<RequestOf<typeof listOffsets>>;

/** Returns a request for one time of some partitions of a topic. */
function listRequest(
  name: string,
  timestamp: bigint,
  { partitions = [0], isolationLevel = 0, currentLeaderEpoch = -1 } = {},
): ListRequest {
  return {
    replicaId: -1,
    isolationLevel,
    topics: [{
      name,
      partitions: partitions.map((partitionIndex) => ({
        partitionIndex,
        timestamp,
        currentLeaderEpoch,
      })),
    }],
  };
}

differential("ListOffsets by position and time", async (pair) => {
  const topic = await filledTopic(pair);
  const second = 1000n;
  const times = [0n, 1n, 1000n, 1500n, 2000n, 2001n, 3000n].map((ms) => someTime + ms);
  const partitions = [0, 1, 2, -1];
  for (const timestamp of [-1n, -2n, -3n, -4n, -5n, -6n, -7n, 0n, someTime - second, ...times]) {
    await pair.compare(`time ${timestamp}`, {
      api: listOffsets,
      body: listRequest(topic, timestamp, { partitions }),
    });
  }
  await pair.compare("the last stable offset", {
    api: listOffsets,
    versions: [2, 9],
    body: listRequest(topic, -1n, { partitions, isolationLevel: 1 }),
  });
  for (const name of [uniqueTopic("missing"), "no good", ""]) {
    await pair.compare(`topic "${name}"`, {
      api: listOffsets,
      body: listRequest(name, -1n),
    });
  }
  for (const currentLeaderEpoch of [0, 1]) {
    await pair.compare(`epoch ${currentLeaderEpoch}`, {
      api: listOffsets,
      versions: [4, 9],
      body: listRequest(topic, -1n, { currentLeaderEpoch }),
    });
  }
  await pair.compare("a partition twice", {
    api: listOffsets,
    body: listRequest(topic, -1n, { partitions: [0, 0] }),
  });
});

differential("ListOffsets by time if timestamps are not in order", async (pair) => {
  const topic = await pair.createTopic();
  for (const minutes of [10n, 5n, 20n, 0n, 20n, 15n]) {
    await append(pair, topic, batchOf(["a", "b"], {}, minutes * 60_000n));
  }
  for (let minutes = 0; minutes <= 21; minutes++) {
    await pair.compare(`minute ${minutes}`, {
      api: listOffsets,
      versions: [1, 9],
      body: listRequest(topic, someTime + BigInt(minutes) * 60_000n),
    });
  }
  await pair.compare("the largest time", {
    api: listOffsets,
    versions: [7, 9],
    body: listRequest(topic, -3n),
  });
});

differential("DeleteRecords, and the remaining records", async (pair) => {
  const topic = await filledTopic(pair);
  const request = (offset: bigint, partitionIndex = 0, name = topic) => ({
    topics: [{ name, partitions: [{ partitionIndex, offset }] }],
    timeoutMs: 10_000,
  });
  for (const offset of [0n, 1n, 4n, 2n, 10n, -2n, 100n]) {
    await pair.compare(`before ${offset}`, { api: deleteRecords, body: request(offset) });
  }
  for (const fetchOffset of [0n, 3n, 4n, 5n]) {
    await pair.compare(`offset ${fetchOffset} of the rest`, {
      api: fetchApi,
      versions: [4, 5, 12, 17],
      body: fetchRequest(topic, [{ partition: 0, fetchOffset }]),
    });
  }
  for (const timestamp of [-1n, -2n, -4n, 0n, someTime + 1000n]) {
    await pair.compare(`time ${timestamp} of the rest`, {
      api: listOffsets,
      versions: [9],
      body: listRequest(topic, timestamp),
    });
  }
  await pair.compare("the largest time of the rest", {
    api: listOffsets,
    versions: [9],
    body: listRequest(topic, -3n),
    known: { "offset is 2 in Kafka, 5 here": "Kafka names a record that was deleted" },
  });
  await pair.compare("before the end", { api: deleteRecords, body: request(-1n) });
  await pair.compare("an empty partition", { api: deleteRecords, body: request(-1n, 1) });
  for (const timestamp of [-1n, -2n, 0n]) {
    await pair.compare(`time ${timestamp} of nothing`, {
      api: listOffsets,
      versions: [9],
      body: listRequest(topic, timestamp),
    });
  }
  await pair.compare("a missing partition", { api: deleteRecords, body: request(0n, 9) });
  await pair.compare("a negative partition", { api: deleteRecords, body: request(0n, -1) });
  await pair.compare("a missing topic", {
    api: deleteRecords,
    body: request(0n, 0, uniqueTopic("missing")),
  });
  await append(pair, topic, batchOf(["after"]));
});

differential("OffsetForLeaderEpoch", async (pair) => {
  const topic = await filledTopic(pair);
  for (const leaderEpoch of [-1, 0, 1, 5]) {
    for (const currentLeaderEpoch of [-1, 0, 3]) {
      await pair.compare(`epoch ${leaderEpoch}, now ${currentLeaderEpoch}`, {
        api: offsetForLeaderEpoch,
        body: {
          replicaId: -1,
          topics: [{
            topic,
            partitions: [0, 1, 2].map((partition) => ({
              partition,
              leaderEpoch,
              currentLeaderEpoch,
            })),
          }],
        },
      });
    }
  }
  await pair.compare("a missing topic", {
    api: offsetForLeaderEpoch,
    body: {
      replicaId: -1,
      topics: [{ topic: uniqueTopic("missing"), partitions: [{ partition: 0, leaderEpoch: 0 }] }],
    },
  });
});
