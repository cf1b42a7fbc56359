import { FailedError } from "../errors.ts";
import { joinPath } from "../text/file_path.ts";
import { registry } from "./apis/registry.ts";
import { brokerClock } from "./clock.ts";
import { BrokerSettings } from "./configs/broker_settings.ts";
import { GroupCoordinator } from "./groups/coordinator.ts";
import { GroupExpiry } from "./groups/group_expiry.ts";
import { makeDataDirectory } from "./data_directory.ts";
import { DataWatch } from "./data_watch.ts";
import { LimitWatch } from "./limit_watch.ts";
import { defaultLimits, withinDescriptors } from "./limits.ts";
import { CommitQueue } from "./log/commit_queue.ts";
import { LogManager } from "./log/log_manager.ts";
import { Maintenance } from "./log/maintenance.ts";
import { ParkedRequests } from "./log/parked_requests.ts";
import { ProducerIds } from "./log/producer_ids.ts";
import { restoreProducers } from "./log/restore_producers.ts";
import type { BrokerOptions, SeedTopic } from "./options.ts";
import { Listener } from "./server/listener.ts";
import { BufferPool } from "./server/buffer_pool.ts";
import { memoryBudgets } from "./server/memory_budget.ts";
import { WorkTurns } from "./server/work_turns.ts";
import type { BrokerServices } from "./services.ts";
import { readMeta, writeMeta } from "./store/meta.ts";
import { openError } from "./store/store_error.ts";
import { Store } from "./store/store.ts";
import { TopicCreator } from "./topics/topic_creator.ts";
import { TopicRegistry } from "./topics/topic_registry.ts";

/** Name of the SQLite file in the data directory. */
const fileName = "broker.db";

/**
 * A running broker. Disposing of it closes the connections, commits queued writes and closes the
 * data.
 */
export interface Broker extends AsyncDisposable {
  /** The host it listens on. */
  readonly host: string;
  readonly port: number;
  /** Path of its SQLite file; null if the data is only in memory. */
  readonly dataFile: string | null;
  readonly services: BrokerServices;
  /** The number of connected clients. */
  readonly connectionCount: number;
}

/**
 * Starts a broker; resolves when it accepts connections.
 *
 * @throws {UsageError} If a setting is unknown or its value is invalid.
 * @throws {DataError} If another process uses the data, or if it is damaged or of another format.
 * @throws {FailedError} If it cannot listen on the address, or cannot create a topic.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const settings = new BrokerSettings(options.settings);
  await using stack = new AsyncDisposableStack();
  const path = dataFile(options.dataDirectory);
  const store = stack.use(
    new Store({ path: path ?? ":memory:", ...(options.sync && { sync: options.sync }) }),
  );
  const services = openServices(store, settings, options);
  stack.defer(() => services.commits.flush());
  stack.use(services.groups);
  const maintenance = stack.use(
    new Maintenance({ store, ...services }),
  );
  const expiry = stack.use(new GroupExpiry(services));
  for (const topic of options.topics ?? []) await seed(topic, services);
  const host = options.host ?? "localhost";
  const listener = stack.use(
    await Listener.open({
      host,
      port: options.port ?? 9092,
      services,
      registry,
      ...(options.advertise && { advertise: options.advertise }),
      ...(options.onConnections && { onConnections: options.onConnections }),
    }),
  );
  if (path !== null) stack.use(new DataWatch(services.clock, () => services.commits.checkFiles()));
  maintenance.start();
  expiry.start();
  const running = stack.move();
  return {
    host,
    port: listener.port,
    dataFile: path,
    services,
    get connectionCount() {
      return listener.connectionCount;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function dataFile(directory: string | null): string | null {
  if (directory === null) return null;
  makeDataDirectory(directory);
  return joinPath(directory, fileName);
}

type OpenServices = BrokerServices & { readonly commits: CommitQueue };

/** Creates the services of the broker. Reading the data can show that the file is damaged. */
function openServices(
  store: Store,
  settings: BrokerSettings,
  options: BrokerOptions,
): OpenServices {
  try {
    return buildServices(store, settings, options);
  } catch (error) {
    throw openError(store.path, error);
  }
}

function buildServices(
  store: Store,
  settings: BrokerSettings,
  options: BrokerOptions,
): OpenServices {
  const clock = options.clock ?? brokerClock;
  const log = options.log ?? (() => {});
  const limits = withinDescriptors(
    { ...defaultLimits, ...options.limits },
    options.fileDescriptors ?? Infinity,
  );
  const limitWatch = new LimitWatch(limits, log);
  const strict = options.strict ?? false;
  const commits = new CommitQueue(store, {
    onFailure: (error) => log(error.message),
    ...(options.onDataLost && { onDataLost: options.onDataLost }),
    onRecovery: () => log(`Writing "${store.path}" works again`),
    onCheckpointFailure: (error) => log(error.message),
    onCheckpointRecovery: () => log(`"${store.path}" is up to date again`),
  });
  const topics = new TopicRegistry(store, commits);
  const forgetBefore = clock.now() - settings.number("producer.id.expiration.ms");
  restoreProducers(store, topics, forgetBefore);
  return {
    clusterId: clusterId(store),
    dataPath: store.path,
    commits,
    topics,
    topicCreator: new TopicCreator({ topics, settings, limits, limitWatch, strict }),
    logs: new LogManager(commits, clock),
    parked: new ParkedRequests(clock, limitWatch),
    groups: new GroupCoordinator({ store, commits, clock, settings, limitWatch, topics }),
    producerIds: new ProducerIds(store, commits),
    settings,
    limits,
    limitWatch,
    memory: memoryBudgets(limits, clock),
    buffers: new BufferPool(limits.maxPooledBytes),
    turns: new WorkTurns({ sliceMs: limits.workSliceMs }),
    strict,
    clock,
    log,
  };
}

/** Returns the id of the cluster, which is created and stored with new data. */
function clusterId(store: Store): string {
  const known = readMeta(store, "cluster_id");
  if (known !== null) return known;
  const random = crypto.getRandomValues(new Uint8Array(16));
  const id = random.toBase64({ alphabet: "base64url", omitPadding: true });
  store.transaction(() => writeMeta(store, "cluster_id", id));
  return id;
}

async function seed(topic: SeedTopic, services: BrokerServices): Promise<void> {
  if (services.topics.get(topic.name) !== undefined) return;
  const result = await services.topicCreator.create({
    name: topic.name,
    partitionCount: topic.partitionCount ?? -1,
    replicationFactor: -1,
    assignments: [],
    configs: [],
  }, { validateOnly: false });
  if (result.kind === "refused") {
    throw new FailedError(`Cannot create the topic "${topic.name}": ${result.message}`);
  }
}
