import { metadata } from "../wire/messages/03_metadata.ts";
import type { AnyApi, Api, Input, RequestOf, ResponseOf } from "../wire/schema/schema.ts";
import { firstToWork } from "./connection/bootstrap.ts";
import { formatAddress } from "../text/format_address.ts";
import type { Address, KafkaConfig } from "./config.ts";
import { ConnectionLostError } from "./connection/connection_error.ts";
import { summarize } from "./connection/connection_summary.ts";
import { firstMetadata } from "./connection/first_metadata.ts";
import { ConnectionRegistry, type Lane } from "./connection/connection_registry.ts";
import { type Body, exchange } from "./connection/exchange.ts";
import { toKafkaError } from "./kafka_error.ts";
import { never } from "./never.ts";
import { type ClusterMetadata, metadataMinVersion, type TopicMetadata } from "./metadata.ts";
import { type Node, toClusterMetadata } from "./metadata.ts";
import { commonVersion, type VersionLimits } from "./connection/versions.ts";

/** How to send one request. */
export interface RequestOptions extends VersionLimits {
  /**
   * The broker that is asked: its id, the controller, or `any`, which goes on to the next broker
   * when one cannot be reached. `any` when left out.
   */
  readonly node?: number | "any" | "controller";
  /** How long the broker may say nothing; the config's `requestTimeoutMs` when left out. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** `fetch` for whatever the broker may hold back; by default just Fetch itself. */
  readonly lane?: Lane;
}

/** What to ask about the cluster. */
export interface MetadataOptions {
  /** Topics by name; none when left out. One that does not exist is an error of its own. */
  readonly topics?: readonly string[] | "all";
  /** The broker that is asked; any when left out. */
  readonly node?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const defaultRequestTimeoutMs = 30_000;
/** The one API whose answers a broker holds back as a rule. */
const fetchKey = 1;

/**
 * A cluster, and requests to its brokers.
 *
 * ```ts ignore
 * await using client = await KafkaClient.connect({ brokers: parseAddresses("localhost:9092") });
 * const { nodes } = await client.metadata();
 * ```
 */
export class KafkaClient implements AsyncDisposable {
  readonly #config: KafkaConfig;
  readonly #registry: ConnectionRegistry;
  #nodes: readonly Node[] = [];
  #controllerId: number | null = null;
  #clusterId: string | null = null;
  /** The address that answers for `any`. */
  #current: Address | undefined;

  private constructor(config: KafkaConfig) {
    this.#config = config;
    this.#registry = new ConnectionRegistry(config);
  }

  /**
   * Finds a broker of the cluster and asks it who the others are.
   *
   * @throws {UnreachableError} When there is no broker at any of the addresses; says what is.
   * @throws {FailedError} When the login is refused.
   * @throws The signal's reason, when it aborts first.
   */
  static async connect(
    config: KafkaConfig,
    { signal = never }: { readonly signal?: AbortSignal } = {},
  ): Promise<KafkaClient> {
    return (await KafkaClient.#connect(config, [], signal)).client;
  }

  /**
   * As {@link connect}, and returns all topics of the cluster; {@link metadata} would take another
   * round trip. They have no ids, leader epochs or offline replicas, because the request is sent
   * before the broker's versions are known, and so in an old version.
   *
   * @throws As {@link connect}.
   */
  static async connectAndList(
    config: KafkaConfig,
    { signal = never }: { readonly signal?: AbortSignal } = {},
  ): Promise<{ client: KafkaClient; topics: ReadonlyMap<string, TopicMetadata> }> {
    return await KafkaClient.#connect(config, null, signal);
  }

  static async #connect(
    config: KafkaConfig,
    asked: readonly [] | null,
    signal: AbortSignal,
  ): Promise<{ client: KafkaClient; topics: ReadonlyMap<string, TopicMetadata> }> {
    const client = new KafkaClient(config);
    try {
      const greet = (address: Address): Promise<ClusterMetadata> =>
        client.#greet(address, asked, signal);
      const { topics } = await firstToWork(config.brokers, greet);
      return { client, topics };
    } catch (error) {
      await client[Symbol.asyncDispose]();
      signal.throwIfAborted();
      throw error;
    }
  }

  /**
   * Sends one request, in the best version that both sides know, and returns the answer.
   *
   * The answer's error codes are the caller's business. Nothing is sent twice, except that `any`
   * turns to the next broker; so ask `any` only what may be asked twice.
   *
   * @throws {ConnectionLostError} When the broker cannot be reached, does not answer in time, or
   * goes away before it answers; with `any`, when that is so for each of them.
   * @throws {UnsupportedApiError} When there is no version that both sides know.
   * @throws {FailedError} When the login is refused.
   * @throws The signal's reason, at once when it aborts.
   */
  async request<Request, Response>(
    api: Api<Request, Response>,
    body: Body<Request>,
    options: RequestOptions = {},
  ): Promise<Response> {
    const { node = "any", signal = never } = options;
    if (node === "any") return await this.#requestAny(api, body, options);
    const id = node === "controller" ? await this.#controller(signal) : node;
    if (id === null) return await this.#requestAny(api, body, options);
    return await this.#requestNode(id, api, body, options);
  }

  /**
   * The version in which `api` would be sent; null when there is none, or when that broker is not
   * connected. Without `node`, to the broker that answers for `any`.
   */
  apiVersion(api: AnyApi, node?: number): number | null {
    const address = node === undefined ? this.#current : this.#nodes.find(({ id }) => id === node);
    const versions = address === undefined ? null : this.#registry.versions(address);
    return commonVersion(api, versions?.get(api.key));
  }

  /**
   * Asks for the state of the cluster and of some topics, always anew. Never creates a topic.
   *
   * @throws {KafkaError} When the broker refuses to tell; what is wrong with one topic is with it.
   * @throws As {@link request}.
   */
  async metadata(options: MetadataOptions = {}): Promise<ClusterMetadata> {
    const { topics, node, ...rest } = options;
    const body = metadataBody(topics);
    const limits = { ...rest, node: node ?? "any", minVersion: metadataMinVersion } as const;
    const answer = await this.request(metadata, body, limits);
    return this.#learn(answer, topics === "all" ? [] : topics);
  }

  /** The cluster's id, as the latest metadata had it; null where it does not tell. */
  get clusterId(): string | null {
    return this.#clusterId;
  }

  /** The brokers that the latest metadata listed. */
  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** Ends all connections at once, whatever waits on them. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#registry[Symbol.asyncDispose]();
  }

  async #greet(
    address: Address,
    topics: readonly [] | null,
    signal: AbortSignal,
  ): Promise<ClusterMetadata> {
    const options = { topics, timeoutMs: this.#requestTimeoutMs, signal };
    const cluster = this.#learn(await firstMetadata(this.#registry, address, options));
    this.#current ??= address;
    return cluster;
  }

  async #requestAny<Request, Response>(
    api: Api<Request, Response>,
    body: Body<Request>,
    options: RequestOptions,
  ): Promise<Response> {
    const failures: unknown[] = [];
    for (const address of this.#candidates()) {
      try {
        const answer = await this.#requestAt(address, api, body, options);
        this.#current = address;
        return answer;
      } catch (error) {
        if (!(error instanceof ConnectionLostError)) throw error;
        failures.push(error);
      }
    }
    throw summarize(failures);
  }

  async #requestAt<Request, Response>(
    address: Address,
    api: Api<Request, Response>,
    body: Body<Request>,
    options: RequestOptions,
  ): Promise<Response> {
    const lane = options.lane ?? (api.key === fetchKey ? "fetch" : "main");
    const connection = await this.#registry.get(address, lane, options.signal ?? never);
    return await exchange(connection, api, body, {
      ...options,
      timeoutMs: options.timeoutMs ?? this.#requestTimeoutMs,
      signal: options.signal ?? never,
    });
  }

  get #requestTimeoutMs(): number {
    return this.#config.requestTimeoutMs ?? defaultRequestTimeoutMs;
  }

  #learn(answer: ResponseOf<typeof metadata>, topics?: readonly string[]): ClusterMetadata {
    const error = toKafkaError(answer.errorCode);
    if (error !== null) throw error.during("read the cluster's metadata");
    const cluster = toClusterMetadata(answer, topics);
    // A broker that is just starting may know nobody yet; what we know is better.
    if (cluster.nodes.length > 0) this.#nodes = cluster.nodes;
    this.#controllerId = cluster.controllerId;
    this.#clusterId = cluster.clusterId ?? this.#clusterId;
    return cluster;
  }

  /** Whom to ask: who answered before, then the rest of the cluster, then where we began. */
  #candidates(): Iterable<Address> {
    const all = [
      ...(this.#current ? [this.#current] : []),
      ...this.#nodes,
      ...this.#config.brokers,
    ];
    return new Map(all.map((address) => [formatAddress(address), address])).values();
  }

  async #controller(signal: AbortSignal): Promise<number | null> {
    return this.#controllerId ?? (await this.metadata({ signal })).controllerId;
  }

  async #requestNode<Request, Response>(
    id: number,
    api: Api<Request, Response>,
    body: Body<Request>,
    options: RequestOptions,
  ): Promise<Response> {
    const isIt = (node: Node): boolean => node.id === id;
    const { signal = never } = options;
    const node = this.#nodes.find(isIt) ?? (await this.metadata({ signal })).nodes.find(isIt);
    if (node === undefined) {
      throw new ConnectionLostError(null, "unlisted", "the cluster does not list it", {
        who: `broker ${id}`,
        isUnsent: true,
      });
    }
    try {
      return await this.#requestAt(node, api, body, options);
    } catch (error) {
      throw error instanceof ConnectionLostError ? this.#named(error, node) : error;
    }
  }

  /** An address that only the cluster knows is often one that works only from inside. */
  #named(error: ConnectionLostError, node: Node): ConnectionLostError {
    const known = this.#config.brokers.map(formatAddress);
    const isOnlyAdvertised = !known.includes(formatAddress(node)) && error.isUnsent;
    const hint = isOnlyAdvertised
      ? "This is the address that the broker advertises; check its advertised.listeners"
      : error.hint;
    return new ConnectionLostError(error.address, error.finding, error.found, {
      who: `broker ${node.id}`,
      isUnsent: error.isUnsent,
      cause: error.cause,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

function metadataBody(topics: MetadataOptions["topics"]): Input<RequestOf<typeof metadata>> {
  return {
    topics: topics === "all" ? null : (topics ?? []).map((name) => ({ name })),
    allowAutoTopicCreation: false,
  };
}
