import { fetch } from "../../lib/wire/messages/01_fetch.ts";
import { listOffsets } from "../../lib/wire/messages/02_list_offsets.ts";
import { deleteRecords } from "../../lib/wire/messages/21_delete_records.ts";
import { offsetForLeaderEpoch } from "../../lib/wire/messages/23_offset_for_leader_epoch.ts";
import type { Input, RequestOf } from "../../lib/wire/schema.ts";
import { uniqueTopic } from "../support/broker.ts";
import { batchOf, someTime } from "./_batches.ts";
import { append } from "./_logs.ts";
import { type Asked, differential, type Pair } from "./_pair.ts";

type Request = Input<RequestOf<typeof fetch>>;
type Partition = NonNullable<NonNullable<Request["topics"]>[number]["partitions"]>[number];

const otherId = "12345678-1234-1234-1234-123456789abc";

/** Versions that named topics by name, gained errors, sessions, epochs, ids, and the last. */
const telling = [4, 5, 7, 9, 11, 12, 13, 17];

/** A request for partitions of one topic that does not wait, in versions with names or ids. */
function fetchRequest(
  topic: string,
  partitions: readonly Partition[],
  options: Request = {},
): (asked: Asked) => Request {
  return ({ peer }) => ({
    maxWaitMs: 0,
    minBytes: 1,
    ...options,
    topics: [{
      topic,
      topicId: peer.topicIds.get(topic) ?? otherId,
      partitions: partitions.map((partition) => ({ partitionMaxBytes: 1_000_000, ...partition })),
    }],
  });
}

/** A topic of two partitions; the first has three batches of three records, a second apart. */
async function filledTopic(pair: Pair): Promise<string> {
  const topic = await pair.createTopic({ partitions: 2 });
  for (const values of [["a", "b", "c"], ["d", "e", "f"], ["g", "h", "i"]]) {
    await append(pair, topic, batchOf(values));
  }
  return topic;
}

differential("Fetch at each offset", async (pair) => {
  const topic = await filledTopic(pair);
  for (const fetchOffset of [0n, 1n, 2n, 3n, 8n, 9n, 10n, 100n, -1n, -2n]) {
    await pair.compare(`offset ${fetchOffset}`, {
      api: fetch,
      versions: telling,
      body: fetchRequest(topic, [{ partition: 0, fetchOffset }]),
    });
  }
  await pair.compare("an empty partition", {
    api: fetch,
    body: fetchRequest(topic, [{ partition: 1 }]),
  });
  await pair.compare("committed records", {
    api: fetch,
    body: fetchRequest(topic, [{ partition: 0 }, { partition: 1 }], { isolationLevel: 1 }),
  });
});

differential("Fetch within limits", async (pair) => {
  const topic = await filledTopic(pair);
  await append(pair, topic, batchOf(["x".repeat(1000)]));
  for (const size of [0, 1, 70, 90, 91, 92, 200, 300, 500, 1200, 5000]) {
    for (const fetchOffset of [0n, 4n, 9n]) {
      const from = { partition: 0, fetchOffset };
      await pair.compare(`${size} bytes of the partition from ${fetchOffset}`, {
        api: fetch,
        versions: [4, 12],
        body: fetchRequest(topic, [{ ...from, partitionMaxBytes: size }]),
      });
      await pair.compare(`${size} bytes of all from ${fetchOffset}`, {
        api: fetch,
        versions: [4, 12],
        body: fetchRequest(topic, [from], { maxBytes: size }),
      });
    }
  }
});

differential("Fetch of several partitions within limits", async (pair) => {
  const one = await filledTopic(pair);
  const two = await filledTopic(pair);
  for (const maxBytes of [0, 1, 200, 300, 400, 600]) {
    for (const partitionMaxBytes of [1, 91, 200, 1000]) {
      await pair.compare(`${maxBytes} bytes, ${partitionMaxBytes} each`, {
        api: fetch,
        versions: [12],
        body: {
          maxWaitMs: 0,
          minBytes: 1,
          maxBytes,
          topics: [one, two].map((topic) => ({
            topic,
            partitions: [1, 0].map((partition) => ({ partition, partitionMaxBytes })),
          })),
        },
      });
    }
  }
});

differential("Fetch of what is not there", async (pair) => {
  const topic = await filledTopic(pair);
  const missing = uniqueTopic("missing");
  for (const partition of [2, -1, 99]) {
    await pair.compare(`partition ${partition}`, {
      api: fetch,
      versions: telling,
      body: fetchRequest(topic, [{ partition: 0 }, { partition }]),
    });
  }
  for (const name of [missing, "no good", ""]) {
    await pair.compare(`topic "${name}"`, {
      api: fetch,
      versions: telling,
      body: fetchRequest(name, [{ partition: 0 }]),
    });
  }
  await pair.compare("no topic id", {
    api: fetch,
    versions: [13, 17],
    body: { maxWaitMs: 0, topics: [{ partitions: [{ partition: 0, partitionMaxBytes: 100 }] }] },
  });
  await pair.compare("nothing", { api: fetch, body: { maxWaitMs: 0, topics: [] } });
});

differential("Fetch with leader epochs", async (pair) => {
  const topic = await filledTopic(pair);
  for (const currentLeaderEpoch of [-1, 0, 1, 9, -2]) {
    await pair.compare(`epoch ${currentLeaderEpoch}`, {
      api: fetch,
      versions: [9, 11, 12, 17],
      body: fetchRequest(topic, [{ partition: 0, currentLeaderEpoch }]),
    });
  }
  for (const [lastFetchedEpoch, fetchOffset] of [[-1, 3n], [0, 9n], [0, 3n]] as const) {
    await pair.compare(`last epoch ${lastFetchedEpoch} at ${fetchOffset}`, {
      api: fetch,
      versions: [12, 17],
      body: fetchRequest(topic, [{ partition: 0, fetchOffset, lastFetchedEpoch }]),
    });
  }
});

differential("Fetch with sessions", async (pair) => {
  const topic = await filledTopic(pair);
  for (const [sessionId, sessionEpoch] of [[4711, 1], [4711, 2], [0, -1], [4711, -1]] as const) {
    await pair.compare(`session ${sessionId} in epoch ${sessionEpoch}`, {
      api: fetch,
      versions: [7, 11, 12, 17],
      body: fetchRequest(topic, [{ partition: 0 }], { sessionId, sessionEpoch }),
    });
  }
  await pair.compare("a new session", {
    api: fetch,
    versions: [7, 12, 17],
    body: fetchRequest(topic, [{ partition: 0 }], { sessionId: 0, sessionEpoch: 0 }),
    known: { "sessionId is \\d+ in Kafka, 0 here": "it has no sessions, KIP-227 lets it decline" },
  });
});

differential("ListOffsets by place and time", async (pair) => {
  const topic = await filledTopic(pair);
  const second = 1000n;
  const times = [0n, 1n, 1000n, 1500n, 2000n, 2001n, 3000n].map((ms) => someTime + ms);
  const request = (timestamp: bigint, isolationLevel = 0) => ({
    replicaId: -1,
    isolationLevel,
    topics: [{
      name: topic,
      partitions: [0, 1, 2, -1].map((partitionIndex) => ({ partitionIndex, timestamp })),
    }],
  });
  for (const timestamp of [-1n, -2n, -3n, -4n, -5n, -6n, -7n, 0n, someTime - second, ...times]) {
    await pair.compare(`time ${timestamp}`, { api: listOffsets, body: request(timestamp) });
  }
  await pair.compare("the last stable offset", {
    api: listOffsets,
    versions: [2, 9],
    body: request(-1n, 1),
  });
  for (const name of [uniqueTopic("missing"), "no good", ""]) {
    await pair.compare(`topic "${name}"`, {
      api: listOffsets,
      body: {
        replicaId: -1,
        topics: [{ name, partitions: [{ partitionIndex: 0, timestamp: -1n }] }],
      },
    });
  }
  for (const currentLeaderEpoch of [0, 1]) {
    await pair.compare(`epoch ${currentLeaderEpoch}`, {
      api: listOffsets,
      versions: [4, 9],
      body: {
        replicaId: -1,
        topics: [{
          name: topic,
          partitions: [{ partitionIndex: 0, timestamp: -1n, currentLeaderEpoch }],
        }],
      },
    });
  }
  const twice = { partitionIndex: 0, timestamp: -1n };
  await pair.compare("a partition twice", {
    api: listOffsets,
    body: { replicaId: -1, topics: [{ name: topic, partitions: [twice, twice] }] },
    known: { "partitions": "asked twice it answers twice, Kafka once with an error" },
  });
});

differential("ListOffsets by time where times go back and forth", async (pair) => {
  const topic = await pair.createTopic();
  const at = (minutes: number, values: string[]) => batchOf(values, {}, BigInt(minutes) * 60_000n);
  for (const minutes of [10, 5, 20, 0, 20, 15]) await append(pair, topic, at(minutes, ["a", "b"]));
  for (let minutes = 0; minutes <= 21; minutes++) {
    await pair.compare(`minute ${minutes}`, {
      api: listOffsets,
      versions: [1, 9],
      body: {
        replicaId: -1,
        topics: [{
          name: topic,
          partitions: [{
            partitionIndex: 0,
            timestamp: someTime + BigInt(minutes) * 60_000n,
          }],
        }],
      },
    });
  }
  await pair.compare("the largest time", {
    api: listOffsets,
    versions: [7, 9],
    body: {
      replicaId: -1,
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp: -3n }] }],
    },
  });
});

differential("DeleteRecords, and what is left", async (pair) => {
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
      api: fetch,
      versions: telling,
      body: fetchRequest(topic, [{ partition: 0, fetchOffset }]),
    });
  }
  for (const timestamp of [-1n, -2n, -4n, 0n, someTime + 1000n]) {
    await pair.compare(`time ${timestamp} of the rest`, {
      api: listOffsets,
      versions: [9],
      body: {
        replicaId: -1,
        topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp }] }],
      },
    });
  }
  await pair.compare("the largest time of the rest", {
    api: listOffsets,
    versions: [9],
    body: {
      replicaId: -1,
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp: -3n }] }],
    },
    known: { "offset is 2 in Kafka, 5 here": "Kafka names a record that was deleted" },
  });
  await pair.compare("before the end", { api: deleteRecords, body: request(-1n) });
  await pair.compare("an empty partition", { api: deleteRecords, body: request(-1n, 1) });
  for (const timestamp of [-1n, -2n, 0n]) {
    await pair.compare(`time ${timestamp} of nothing`, {
      api: listOffsets,
      versions: [9],
      body: {
        replicaId: -1,
        topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp }] }],
      },
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
