import { metadata } from "../../lib/wire/messages/03_metadata.ts";
import { apiVersions } from "../../lib/wire/messages/18_api_versions.ts";
import { describeLogDirs } from "../../lib/wire/messages/35_describe_log_dirs.ts";
import {
  listPartitionReassignments,
} from "../../lib/wire/messages/46_list_partition_reassignments.ts";
import { describeCluster } from "../../lib/wire/messages/60_describe_cluster.ts";
import { uniqueTopic } from "../support/brokers/broker.ts";
import { differential } from "./_pair.ts";

const noId = "00000000-0000-0000-0000-000000000000";
const failsWhole = "Kafka's whole request fails over it, and no client sends it";
const otherId = "12345678-1234-1234-1234-123456789abc";

differential("Metadata of topics that exist and that do not", async (pair) => {
  const topic = await pair.createTopic({ partitions: 3 });
  const missing = uniqueTopic("missing");
  const asked = (names: readonly string[]) => ({ topics: names.map((name) => ({ name })) });
  const quiet = [4, 5, 6, 7, 8, 9, 10, 11, 12];
  await pair.compare("a topic", { api: metadata, body: asked([topic]) });
  await pair.compare("a topic twice", { api: metadata, body: asked([topic, topic]) });
  await pair.compare("a missing topic", {
    api: metadata,
    versions: quiet,
    body: { ...asked([missing, topic]), allowAutoTopicCreation: false },
  });
  for (const name of ["no good", "", ".", "..", "x".repeat(250), "sla/sh", "é"]) {
    await pair.compare(`the name "${name}"`, { api: metadata, body: asked([name, topic]) });
  }
  await pair.compare("no topic", {
    api: metadata,
    versions: [1, 2, 3, ...quiet],
    body: { topics: [] },
  });
  await pair.compare("authorized operations", {
    api: metadata,
    versions: [8, 9, 10],
    body: {
      ...asked([topic, "no good", missing]),
      allowAutoTopicCreation: false,
      includeTopicAuthorizedOperations: true,
      includeClusterAuthorizedOperations: true,
    },
  });
});

differential("Metadata by topic id", async (pair) => {
  const topic = await pair.createTopic();
  await pair.compare("an id", {
    api: metadata,
    versions: [12],
    body: ({ peer }) => ({ topics: [{ topicId: peer.topicIds.get(topic)!, name: null }] }),
  });
  await pair.compare("another id", {
    api: metadata,
    versions: [12],
    body: { topics: [{ topicId: otherId, name: null }] },
  });
  await pair.compare("an id with a name", {
    api: metadata,
    versions: [10, 11, 12],
    body: ({ peer }) => ({ topics: [{ topicId: peer.topicIds.get(topic)!, name: topic }] }),
    known: { "brokers|controllerId|topics": failsWhole },
  });
  await pair.compare("neither id nor name", {
    api: metadata,
    versions: [10, 11, 12],
    body: { topics: [{ topicId: noId, name: null }] },
    known: { "brokers|controllerId|topics": failsWhole },
  });
});

differential("DescribeCluster", async (pair) => {
  await pair.compare("the brokers", { api: describeCluster, body: {} });
  await pair.compare("authorized operations", {
    api: describeCluster,
    body: { includeClusterAuthorizedOperations: true },
  });
  for (const endpointType of [0, 2, 3]) {
    await pair.compare(`endpoint type ${endpointType}`, {
      api: describeCluster,
      versions: [1],
      body: { endpointType },
    });
  }
});

const volume = { "(total|usable)Bytes": "it does not measure the disk, which v4 leaves to it" };

differential("ListPartitionReassignments and DescribeLogDirs", async (pair) => {
  const topic = await pair.createTopic({ partitions: 2 });
  await pair.compare("all", { api: listPartitionReassignments, body: {} });
  await pair.compare("of one topic", {
    api: listPartitionReassignments,
    body: { topics: [{ name: topic, partitionIndexes: [0, 9] }] },
  });
  for (const partitions of [[0], [1, 9], []]) {
    await pair.compare(`folders of partitions ${partitions}`, {
      api: describeLogDirs,
      body: { topics: [{ topic, partitions }] },
      known: volume,
    });
  }
  await pair.compare("folders of a missing topic", {
    api: describeLogDirs,
    body: { topics: [{ topic: uniqueTopic("missing"), partitions: [0] }] },
    known: volume,
  });
});

differential("ApiVersions with odd software", async (pair) => {
  const known = { "apiKeys|Features": "it serves what lib/broker/apis/registry.ts lists" };
  await pair.compare("good software", {
    api: apiVersions,
    body: { clientSoftwareName: "good-1", clientSoftwareVersion: "1.0" },
    known,
  });
  for (const [name, version] of [["no good", "1.0"], ["good", ""], ["-", "1"]]) {
    await pair.compare(`"${name}" "${version}"`, {
      api: apiVersions,
      versions: [3, 4],
      body: { clientSoftwareName: name, clientSoftwareVersion: version },
      known: { ...known, "errorCode": "it takes whatever name a client gives itself" },
    });
  }
});
