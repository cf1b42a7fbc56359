import { formatAddress } from "../text/format_address.ts";
import type { Address, KafkaConfig } from "../kafka/config.ts";
import { ConnectionRegistry } from "../kafka/connection/connection_registry.ts";
import type { BrokerVersions } from "../kafka/connection/versions.ts";
import type { ClusterMetadata } from "../kafka/metadata.ts";
import type { Fault } from "./fault.ts";
import { faulty, type Finding, skipped } from "./step.ts";

/** How to examine a cluster. */
export interface ExaminationOptions {
  readonly signal: AbortSignal;
  /** Milliseconds since the Unix epoch, on the clock that is compared with the cluster's. */
  readonly nowMs: () => number;
  /** Limit for each connection and each answer. Default: 5 s. */
  readonly timeoutMs?: number;
  /** Redpanda's admin API. Default: port 9644 of each broker, if the brokers are Redpanda. */
  readonly adminUrls?: readonly URL[] | undefined;
}

/** A broker that the settings name, and what is known of it so far. */
export interface ExaminedBroker {
  readonly address: Address;
  /** The IP addresses of its host. */
  hosts: readonly string[];
  /** What keeps wah from using it; later steps leave it out. */
  fault: Fault | null;
  versions: BrokerVersions | null;
  cluster: ClusterMetadata | null;
}

const defaultTimeoutMs = 5_000;

/** What the steps of one diagnosis share: the configuration, connections, and what they found. */
export class Examination implements AsyncDisposable {
  readonly config: KafkaConfig;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  readonly timeoutMs: number;
  readonly adminUrls: readonly URL[] | undefined;
  readonly brokers: readonly ExaminedBroker[];
  /** Connections that do not log in. */
  readonly plainRegistry: ConnectionRegistry;
  /** Connections with all settings. */
  readonly registry: ConnectionRegistry;
  /** Whether wah cannot use a broker that the cluster lists. */
  hasAdvertisedFault = false;
  /** Whether a step has compared the clocks. */
  hasComparedClocks = false;

  constructor(config: KafkaConfig, options: ExaminationOptions) {
    const { signal, nowMs, timeoutMs, adminUrls } = options;
    this.adminUrls = adminUrls;
    this.timeoutMs = timeoutMs ?? defaultTimeoutMs;
    this.config = { ...config, connectTimeoutMs: this.timeoutMs };
    this.signal = signal;
    this.nowMs = nowMs;
    const { sasl: _, ...withoutLogin } = this.config;
    this.plainRegistry = new ConnectionRegistry(withoutLogin);
    this.registry = config.sasl === undefined
      ? this.plainRegistry
      : new ConnectionRegistry(this.config);
    this.brokers = config.brokers.map((address) => (
      { address, hosts: [], fault: null, versions: null, cluster: null }
    ));
  }

  /** The brokers that no step has found a fault in. */
  get usable(): readonly ExaminedBroker[] {
    return this.brokers.filter(({ fault }) => fault === null);
  }

  /** The cluster as the first broker that answers describes it; null if none has. */
  get cluster(): ClusterMetadata | null {
    return this.brokers.find(({ cluster }) => cluster !== null)?.cluster ?? null;
  }

  /** Limits of waiting for one answer. */
  get wait(): { readonly timeoutMs: number; readonly signal: AbortSignal } {
    return { timeoutMs: this.timeoutMs, signal: this.signal };
  }

  /** A signal that also aborts when the time of one connection is over. */
  limited(): AbortSignal {
    return AbortSignal.any([this.signal, AbortSignal.timeout(this.timeoutMs)]);
  }

  /**
   * Checks all usable brokers at the same time. A fault that `check` throws or returns ends what
   * later steps check of that broker.
   *
   * @throws The signal's reason if it aborts first.
   */
  async eachBroker(
    check: (broker: ExaminedBroker, name: string) => Promise<Finding>,
  ): Promise<Finding[]> {
    const brokers = this.usable;
    if (brokers.length === 0) return [skipped("an earlier step failed")];
    return await Promise.all(brokers.map(async (broker) => {
      const finding = await check(broker, formatAddress(broker.address));
      this.signal.throwIfAborted();
      if (finding.fault !== undefined) broker.fault = finding.fault;
      return finding;
    }));
  }

  /** Ends all connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.plainRegistry[Symbol.asyncDispose]();
    await this.registry[Symbol.asyncDispose]();
  }
}

/** The finding of a fault in a broker. */
export function brokerFault(broker: ExaminedBroker, fault: Fault): Finding {
  return faulty(formatAddress(broker.address), fault);
}
