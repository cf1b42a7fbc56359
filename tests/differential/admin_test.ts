import { findCoordinator } from "../../lib/wire/messages/10_find_coordinator.ts";
import { initProducerId } from "../../lib/wire/messages/22_init_producer_id.ts";
import { describeAcls } from "../../lib/wire/messages/29_describe_acls.ts";
import { createAcls } from "../../lib/wire/messages/30_create_acls.ts";
import { deleteAcls } from "../../lib/wire/messages/31_delete_acls.ts";
import { alterReplicaLogDirs } from "../../lib/wire/messages/34_alter_replica_log_dirs.ts";
import { describeLogDirs } from "../../lib/wire/messages/35_describe_log_dirs.ts";
import { createDelegationToken } from "../../lib/wire/messages/38_create_delegation_token.ts";
import { renewDelegationToken } from "../../lib/wire/messages/39_renew_delegation_token.ts";
import { expireDelegationToken } from "../../lib/wire/messages/40_expire_delegation_token.ts";
import { describeDelegationToken } from "../../lib/wire/messages/41_describe_delegation_token.ts";
import { electLeaders } from "../../lib/wire/messages/43_elect_leaders.ts";
import {
  alterPartitionReassignments,
} from "../../lib/wire/messages/45_alter_partition_reassignments.ts";
import { describeProducers } from "../../lib/wire/messages/61_describe_producers.ts";
import { describeTransactions } from "../../lib/wire/messages/65_describe_transactions.ts";
import { listTransactions } from "../../lib/wire/messages/66_list_transactions.ts";
import { produce } from "../../lib/wire/messages/00_produce.ts";
import { uniqueTopic } from "../support/brokers/broker.ts";
import { poll } from "../support/poll.ts";
import { batchOf } from "./_batches.ts";
import { differential, type Pair } from "./_pair.ts";

const hmac = new Uint8Array([1, 2, 3]);

differential("access control lists", async (pair) => {
  const filter = {
    resourceTypeFilter: 1,
    resourceNameFilter: null,
    patternTypeFilter: 1,
    principalFilter: null,
    hostFilter: null,
    operation: 1,
    permissionType: 1,
  };
  await pair.compare("all", { api: describeAcls, body: filter });
  await pair.compare("an unknown type", {
    api: describeAcls,
    body: { ...filter, resourceTypeFilter: 99 },
  });
  const creation = {
    resourceType: 2,
    resourceName: "t",
    resourcePatternType: 3,
    principal: "User:alice",
    host: "*",
    operation: 3,
    permissionType: 3,
  };
  for (const creations of [[], [creation], [creation, { ...creation, operation: 4 }]]) {
    await pair.compare(`${creations.length} to create`, { api: createAcls, body: { creations } });
  }
  for (const filters of [[], [filter], [filter, filter]]) {
    await pair.compare(`${filters.length} to delete`, { api: deleteAcls, body: { filters } });
  }
});

differential("delegation tokens", async (pair) => {
  await pair.compare("create", { api: createDelegationToken, body: { maxLifetimeMs: -1n } });
  await pair.compare("renew", { api: renewDelegationToken, body: { hmac } });
  await pair.compare("expire", { api: expireDelegationToken, body: { hmac } });
  for (const owners of [null, []]) {
    await pair.compare(`describe ${owners}`, { api: describeDelegationToken, body: { owners } });
  }
});

differential("ElectLeaders", async (pair) => {
  const topic = await pair.createTopic({ partitions: 2 });
  const missing = uniqueTopic("missing");
  const parts = [
    { topic, partitions: [0, 1, 9, -1] },
    { topic: missing, partitions: [0] },
    { topic: "", partitions: [0] },
  ];
  await pair.compare("some", { api: electLeaders, body: { topicPartitions: parts } });
  await pair.compare("none", { api: electLeaders, body: { topicPartitions: [] } });
  await pair.compare("no partition", {
    api: electLeaders,
    body: { topicPartitions: [{ topic, partitions: [] }] },
  });
  await pair.compare("all", {
    api: electLeaders,
    body: { topicPartitions: null },
    pick: ({ replicaElectionResults, ...rest }) => ({
      ...rest,
      found: replicaElectionResults.filter((each) => each.topic === topic),
    }),
  });
  for (const electionType of [1, 7]) {
    for (const topicPartitions of [[{ topic, partitions: [0] }], []]) {
      await pair.compare(`type ${electionType} of ${topicPartitions.length}`, {
        api: electLeaders,
        versions: [1, 2],
        body: { electionType, topicPartitions },
      });
    }
  }
});

differential("AlterPartitionReassignments", async (pair) => {
  const topic = await pair.createTopic({ partitions: 2 });
  const ask = async (
    what: string,
    name: string,
    ...places: readonly (readonly [number, readonly number[] | null])[]
  ): Promise<void> => {
    const partitions = places.map(([partitionIndex, replicas]) => ({ partitionIndex, replicas }));
    await pair.compare(what, {
      api: alterPartitionReassignments,
      body: { topics: [{ name, partitions }] },
    });
  };
  await ask("a move that there is not", topic, [0, null], [1, null]);
  await ask("where they are", topic, [0, [1]], [1, [1]]);
  await ask("elsewhere", topic, [0, [2]], [1, [1, 2]]);
  await ask("nowhere", topic, [0, []]);
  await ask("twice on one broker", topic, [0, [1, 1]]);
  await ask("no broker at all", topic, [0, [-1]]);
  await ask("missing partitions", topic, [9, [1]], [9, null], [-1, [1]]);
  await ask("a missing topic", uniqueTopic("missing"), [0, [1]], [1, null]);
  await ask("a topic without a name", "", [0, null]);
  await ask("no partition", topic);
  await pair.compare("a fixed replication factor", {
    api: alterPartitionReassignments,
    versions: [1],
    body: {
      allowReplicationFactorChange: false,
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, replicas: [1] }] }],
    },
  });
});

/** Returns the only directory in which each broker stores its partitions. */
async function directories(pair: Pair): Promise<ReadonlyMap<string, string>> {
  const found = pair.peers.map(async (peer) => {
    const answer = await peer.ask(describeLogDirs, 4, { topics: [] });
    return [peer.name, answer!.results[0]!.logDir] as const;
  });
  return new Map(await Promise.all(found));
}

differential("AlterReplicaLogDirs", async (pair) => {
  const topic = await pair.createTopic();
  const missing = uniqueTopic("missing");
  const own = await directories(pair);
  const topics = [{ name: topic, partitions: [0, 9] }, { name: missing, partitions: [0] }];
  await pair.compare("elsewhere", {
    api: alterReplicaLogDirs,
    body: { dirs: [{ path: "/no/such/directory", topics }] },
  });
  await pair.compare("where it is", {
    api: alterReplicaLogDirs,
    body: ({ peer }) => ({
      dirs: [{ path: own.get(peer.name)!, topics: [{ name: topic, partitions: [0] }] }],
    }),
  });
  await pair.compare("nothing", { api: alterReplicaLogDirs, body: { dirs: [] } });
});

differential("DescribeProducers", async (pair) => {
  const topic = await pair.createTopic({ partitions: 2 });
  const ids = new Map<string, bigint>();
  for (const peer of pair.peers) {
    ids.set(peer.name, (await peer.ask(initProducerId, 4, {}))!.producerId);
  }
  for (const baseSequence of [0, 2]) {
    await pair.compare(`what it writes at ${baseSequence}`, {
      api: produce,
      versions: [11],
      body: ({ peer }) => ({
        acks: -1,
        timeoutMs: 30_000,
        topicData: [{
          name: topic,
          partitionData: [{
            index: 0,
            records: batchOf(["a", "b"], {
              producerId: ids.get(peer.name)!,
              producerEpoch: 0,
              baseSequence,
            }),
          }],
        }],
      }),
    });
  }
  const ask = async (name: string, partitionIndexes: number[]): Promise<void> => {
    await pair.compare(`${partitionIndexes} of "${name}"`, {
      api: describeProducers,
      body: { topics: [{ name, partitionIndexes }] },
      tolerated: { "lastTimestamp": "here it is when the broker wrote the batch" },
    });
  };
  await ask(topic, [0, 1, 9, -1]);
  await ask(topic, []);
  for (const name of [uniqueTopic("missing"), "no good", ""]) await ask(name, [0]);
  await pair.compare("no topic", { api: describeProducers, body: { topics: [] } });
});

differential("transactions, if there are none", async (pair) => {
  const [kafka] = pair.peers;
  // Kafka reports no transactions before it has a coordinator for one.
  await poll(async () => {
    const key = { coordinatorKeys: ["none"], keyType: 1 };
    const answer = await kafka!.ask(findCoordinator, 4, key);
    if (answer!.coordinators[0]!.errorCode !== 0) return undefined;
    const described = await kafka!.ask(describeTransactions, 0, { transactionalIds: ["none"] });
    return described!.transactionStates[0]!.errorCode === 105 || undefined;
  }, () => "Kafka has no transaction coordinator");
  const missing = uniqueTopic("transaction");
  for (const transactionalIds of [[], [missing], [missing, missing], [""]]) {
    await pair.compare(`describe ${transactionalIds}`, {
      api: describeTransactions,
      body: { transactionalIds },
    });
  }
  // Other tests may have left transactions in Kafka, but none with this producer id.
  const producerIdFilters = [2n ** 60n];
  const list = async (what: string, body: object, versions?: number[]): Promise<void> => {
    await pair.compare(what, {
      api: listTransactions,
      ...(versions && { versions }),
      body: { producerIdFilters, ...body },
    });
  };
  await list("all", {});
  await list("some states", { stateFilters: ["Ongoing", "Empty", "Dead", "PrepareCommit"] });
  await list("the other states", {
    stateFilters: ["PrepareAbort", "CompleteCommit", "CompleteAbort", "PrepareEpochFence"],
  });
  await list("unknown states", { stateFilters: ["nope", "ongoing", "nope"] });
  await list("old ones", { durationFilter: 1n }, [1, 2]);
  await list("a pattern", { transactionalIdPattern: "none.*" }, [2]);
  await pair.compare("a pattern that is none", {
    api: listTransactions,
    versions: [2],
    body: { transactionalIdPattern: "(" },
    known: { "errorCode": "it does not read Java's regular expressions" },
  });
});
