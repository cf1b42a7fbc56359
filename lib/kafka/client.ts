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

/** Options of {@link KafkaClient.request}. */
export interface RequestOptions extends VersionLimits {
  /**
   * The broker to send to: its id, the controller, or `any`, which tries the next broker if one is
   * unreachable. Default: `any`.
   */
  readonly node?: number | "any" | "controller";
  /** Longest silence of the broker. Default: the config's `requestTimeoutMs`. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** The connection to use; `fetch` for requests that the broker may hold back. Default: by API. */
  readonly lane?: Lane;
}

/** Options of {@link KafkaClient.metadata}. */
export interface MetadataOptions {
  /** Topics by name. Default: none. A topic that does not exist has its own error. */
  readonly topics?: readonly string[] | "all";
  /** The id of the broker to ask. Default: any broker. */
  readonly node?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const defaultRequestTimeoutMs = 30_000;
/** The API whose answers a broker usually holds back. */
const fetchKey = 1;

/**
 * A client of one cluster: sends requests to its brokers over shared connections.
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
  /** The address that requests to `any` go to first. */
  #current: Address | undefined;

  private constructor(config: KafkaConfig) {
    this.#config = config;
    this.#registry = new ConnectionRegistry(config);
  }

  /**
   * Connects to a broker of the cluster and asks it for the others.
   *
   * @throws {UnreachableError} If no address leads to a broker; the message says what was found.
   * @throws {FailedError} If the broker rejects the login.
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
   * Sends one request, in the highest version that both sides know, and returns the response.
   *
   * The caller handles the error codes in the response. The client never resends a request, except
   * that `any` tries the next broker. So send to `any` only requests that are safe to repeat.
   *
   * @throws {ConnectionLostError} If the broker is unreachable, does not answer in time, or closes
   * the connection before it answers; with `any`, if this happens with every broker.
   * @throws {UnsupportedApiError} If there is no version that both sides know.
   * @throws {FailedError} If the broker rejects the login.
   * @throws The signal's reason, when it aborts.
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
   * Returns the version in which `api` would be sent to `node`; null if there is none, or if the
   * broker is not connected. Default for `node`: the broker that requests to `any` go to.
   */
  apiVersion(api: AnyApi, node?: number): number | null {
    const address = node === undefined ? this.#current : this.#nodes.find(({ id }) => id === node);
    const versions = address === undefined ? null : this.#registry.versions(address);
    return commonVersion(api, versions?.get(api.key));
  }

  /**
   * Requests the current state of the cluster and of some topics. Never creates a topic.
   *
   * @throws {KafkaError} If the broker rejects the request. A topic's own error is in its metadata.
   * @throws As {@link request}.
   */
  async metadata(options: MetadataOptions = {}): Promise<ClusterMetadata> {
    const { topics, node, ...rest } = options;
    const body = metadataBody(topics);
    const limits = { ...rest, node: node ?? "any", minVersion: metadataMinVersion } as const;
    const answer = await this.request(metadata, body, limits);
    return this.#learn(answer, topics === "all" ? [] : topics);
  }

  /** The cluster's id from the latest metadata; null if the cluster does not report one. */
  get clusterId(): string | null {
    return this.#clusterId;
  }

  /** The brokers in the latest metadata. */
  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** Closes all connections at once; pending requests reject. */
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
    // A broker that has just started may not know the others yet, so keep the known list.
    if (cluster.nodes.length > 0) this.#nodes = cluster.nodes;
    this.#controllerId = cluster.controllerId;
    this.#clusterId = cluster.clusterId ?? this.#clusterId;
    return cluster;
  }

  /** The broker that answered before, then the rest of the cluster, then the configured ones. */
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
    const isWanted = (node: Node): boolean => node.id === id;
    const { signal = never } = options;
    const node = this.#nodes.find(isWanted) ??
      (await this.metadata({ signal })).nodes.find(isWanted);
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

  /** Adds the broker's id, and a hint if the address is only known from the cluster's metadata. */
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
