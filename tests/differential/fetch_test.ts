import { fetchApi } from "../../lib/wire/messages/01_fetch.ts";
import { uniqueTopic } from "../support/brokers/broker.ts";
import { batchOf } from "./_batches.ts";
import { append, fetchRequest, filledTopic } from "./_logs.ts";
import { differential } from "./_pair.ts";

/** The versions that added errors, sessions, epochs and topic ids, the first, and the last. */
const keyVersions = [4, 5, 7, 9, 11, 12, 13, 17];

differential("Fetch at each offset", async (pair) => {
  const topic = await filledTopic(pair);
  for (const fetchOffset of [0n, 1n, 2n, 3n, 8n, 9n, 10n, 100n, -1n, -2n]) {
    await pair.compare(`offset ${fetchOffset}`, {
      api: fetchApi,
      versions: keyVersions,
      body: fetchRequest(topic, [{ partition: 0, fetchOffset }]),
    });
  }
  await pair.compare("an empty partition", {
    api: fetchApi,
    body: fetchRequest(topic, [{ partition: 1 }]),
  });
  await pair.compare("committed records", {
    api: fetchApi,
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
        api: fetchApi,
        versions: [4, 12],
        body: fetchRequest(topic, [{ ...from, partitionMaxBytes: size }]),
      });
      await pair.compare(`${size} bytes of all from ${fetchOffset}`, {
        api: fetchApi,
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
        api: fetchApi,
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

differential("Fetch of topics and partitions that do not exist", async (pair) => {
  const topic = await filledTopic(pair);
  const missing = uniqueTopic("missing");
  for (const partition of [2, -1, 99]) {
    await pair.compare(`partition ${partition}`, {
      api: fetchApi,
      versions: keyVersions,
      body: fetchRequest(topic, [{ partition: 0 }, { partition }]),
    });
  }
  for (const name of [missing, "no good", ""]) {
    await pair.compare(`topic "${name}"`, {
      api: fetchApi,
      versions: keyVersions,
      body: fetchRequest(name, [{ partition: 0 }]),
    });
  }
  await pair.compare("no topic id", {
    api: fetchApi,
    versions: [13, 17],
    body: { maxWaitMs: 0, topics: [{ partitions: [{ partition: 0, partitionMaxBytes: 100 }] }] },
  });
  await pair.compare("nothing", { api: fetchApi, body: { maxWaitMs: 0, topics: [] } });
});

differential("Fetch with leader epochs", async (pair) => {
  const topic = await filledTopic(pair);
  for (const currentLeaderEpoch of [-1, 0, 1, 9, -2]) {
    await pair.compare(`epoch ${currentLeaderEpoch}`, {
      api: fetchApi,
      versions: [9, 11, 12, 17],
      body: fetchRequest(topic, [{ partition: 0, currentLeaderEpoch }]),
    });
  }
  for (const [lastFetchedEpoch, fetchOffset] of [[-1, 3n], [0, 9n], [0, 3n]] as const) {
    await pair.compare(`last epoch ${lastFetchedEpoch} at ${fetchOffset}`, {
      api: fetchApi,
      versions: [12, 17],
      body: fetchRequest(topic, [{ partition: 0, fetchOffset, lastFetchedEpoch }]),
    });
  }
});

differential("Fetch with sessions", async (pair) => {
  const topic = await filledTopic(pair);
  const sessions = [[4711, 1], [4711, 2], [0, -1], [4711, -1], [0, 1]] as const;
  for (const [sessionId, sessionEpoch] of sessions) {
    await pair.compare(`session ${sessionId} in epoch ${sessionEpoch}`, {
      api: fetchApi,
      versions: [7, 11, 12, 17],
      body: fetchRequest(topic, [{ partition: 0 }], { sessionId, sessionEpoch }),
    });
  }
  await pair.compare("a new session", {
    api: fetchApi,
    versions: [7, 12, 17],
    body: fetchRequest(topic, [{ partition: 0 }], { sessionId: 0, sessionEpoch: 0 }),
    known: { "sessionId is \\d+ in Kafka, 0 here": "it has no sessions, KIP-227 lets it decline" },
  });
});
