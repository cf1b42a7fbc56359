import type { AnyApiHandler } from "../../../../lib/broker/api.ts";
import { type BrokerLimits, defaultLimits } from "../../../../lib/broker/limits.ts";
import type { Clock } from "../../../../lib/async/timer.ts";
import { brokerClock } from "../../../../lib/broker/clock.ts";
import { BrokerSettings } from "../../../../lib/broker/configs/broker_settings.ts";
import { LimitWatch } from "../../../../lib/broker/limit_watch.ts";
import { Listener, type ListenOptions } from "../../../../lib/broker/server/listener.ts";
import { BufferPool } from "../../../../lib/broker/server/buffer_pool.ts";
import { memoryBudgets } from "../../../../lib/broker/server/memory_budget.ts";
import { WorkTurns } from "../../../../lib/broker/server/work_turns.ts";
import type { BrokerServices } from "../../../../lib/broker/services.ts";
import type { TopicRegistry } from "../../../../lib/broker/topics/topic_registry.ts";
import { metadata } from "../../../../lib/wire/messages/03_metadata.ts";
import { requestFrame, TestClient } from "../_client.ts";

/** The services of a broker that its sockets need. */
export type ServerServices = Pick<
  BrokerServices,
  "limits" | "topics" | "limitWatch" | "memory" | "buffers" | "turns" | "settings" | "log" | "clock"
>;

/** How a test's server differs from the usual one. */
export interface ServerOptions {
  readonly limits?: Partial<BrokerLimits>;
  readonly settings?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly listen?: Partial<Pick<ListenOptions, "host" | "port" | "advertise">>;
}

/** The sockets of a broker, with handlers of a test. */
export class TestServer implements AsyncDisposable {
  readonly listener: Listener;
  readonly client: TestClient;
  readonly log: readonly string[];
  readonly services: ServerServices;

  private constructor(
    listener: Listener,
    client: TestClient,
    own: { readonly log: readonly string[]; readonly services: ServerServices },
  ) {
    this.listener = listener;
    this.client = client;
    this.log = own.log;
    this.services = own.services;
  }

  static async open(
    handlers: readonly AnyApiHandler[],
    options: ServerOptions = {},
  ): Promise<TestServer> {
    const log: string[] = [];
    const limits = { ...defaultLimits, ...options.limits };
    const tell = (line: string): void => void log.push(line);
    const clock = options.clock ?? brokerClock;
    const services: ServerServices = {
      limits,
      topics: { size: 0, partitionCount: 0 } as TopicRegistry,
      limitWatch: new LimitWatch(limits, tell),
      memory: memoryBudgets(limits, clock),
      buffers: new BufferPool(limits.maxPooledBytes),
      turns: new WorkTurns({ sliceMs: limits.workSliceMs }),
      settings: new BrokerSettings(Object.entries(options.settings ?? {})),
      log: tell,
      clock,
    };
    const byKey = new Map(
      handlers.map((handler) => [handler.api.key, { ...handler.api, load: () => handler }]),
    );
    const listener = await Listener.open({
      host: "127.0.0.1",
      port: 0,
      ...options.listen,
      services: services as BrokerServices,
      registry: { byKey },
    });
    return new TestServer(listener, await TestClient.connect(listener.port), { log, services });
  }

  connect(): Promise<TestClient> {
    return TestClient.connect(this.listener.port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.listener[Symbol.asyncDispose]();
    await this.client[Symbol.asyncDispose]();
  }
}

/** A handler that tells the cluster's id, which is what `answer` gives. */
export function metadataHandler(answer: AnyApiHandler["handle"]): AnyApiHandler {
  return { api: metadata, minVersion: 0, maxVersion: 12, handle: answer };
}

/** What is asked of {@link metadataHandler}, numbered. */
export function metadataRequest(correlationId: number): Uint8Array {
  return requestFrame(metadata, 5, { topics: [] }, correlationId);
}

/** `parts` one behind the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
