/** The ports and the data folder of one node of a test cluster. */
export interface KafkaNodePlace {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
  readonly folder: string;
}

/**
 * Returns the `server.properties` of one node. They are Kafka's defaults, except for those that
 * tests would wait for (failover, rebalance delay, sizes), and for retention, which would delete
 * records that a test wrote with an old timestamp.
 */
export function kafkaProperties(
  place: KafkaNodePlace,
  nodes: readonly KafkaNodePlace[],
  overrides: Readonly<Record<string, string>> = {},
): string {
  const replicas = String(nodes.length);
  const settings: Record<string, string> = {
    "process.roles": "broker,controller",
    "node.id": String(place.id),
    "controller.quorum.voters": nodes
      .map((node) => `${node.id}@127.0.0.1:${node.controllerPort}`).join(","),
    "listeners":
      `PLAINTEXT://127.0.0.1:${place.port},CONTROLLER://127.0.0.1:${place.controllerPort}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${place.port}`,
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "log.dirs": `${place.folder}/data`,
    "offsets.topic.replication.factor": replicas,
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": replicas,
    "transaction.state.log.num.partitions": "4",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": replicas,
    "share.coordinator.state.topic.num.partitions": "4",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "controller.quorum.election.timeout.ms": "500",
    "controller.quorum.fetch.timeout.ms": "1000",
    "replica.lag.time.max.ms": "3000",
    "auto.leader.rebalance.enable": "false",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "log.cleaner.dedupe.buffer.size": "8388608",
    "log.cleaner.backoff.ms": "500",
    "log.retention.check.interval.ms": "3600000",
    "log.initial.task.delay.ms": "3600000",
    ...overrides,
  };
  return Object.entries(settings).map(([name, value]) => `${name}=${value}\n`).join("");
}
