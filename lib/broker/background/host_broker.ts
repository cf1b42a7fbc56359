import { type Broker, startBroker } from "../broker.ts";
import { brokerClock } from "../clock.ts";
import type { BrokerOptions } from "../options.ts";
import { writeBrokerFailure } from "./broker_failure.ts";
import { PublishedState, reachableHost } from "./broker_state.ts";
import { DataLock } from "./data_lock.ts";
import { IdleWatch } from "./idle_watch.ts";

/** Options of a broker that other processes can find. */
export interface HostOptions extends Omit<BrokerOptions, "onConnections"> {
  readonly pid: number;
  /** Version of this program. */
  readonly version: string;
  /** Calls `onIdle` after this time without a connection. Default: never. */
  readonly idleTimeoutMs?: number;
  readonly onIdle?: () => void;
  readonly signal: AbortSignal;
}

/**
 * Starts a broker that locks its directory of data against other processes. Once it accepts
 * connections, it publishes its address in the directory; if it loses its data, the reason. A
 * broker without a directory publishes nothing.
 *
 * @throws {DataError} If another process has locked the directory, or as {@link startBroker}.
 * @throws As {@link startBroker}.
 * @throws The signal's reason, when it aborts first.
 */
export async function hostBroker(options: HostOptions): Promise<Broker> {
  const { dataDirectory, idleTimeoutMs, clock = brokerClock } = options;
  await using stack = new AsyncDisposableStack();
  const lock = dataDirectory === null
    ? null
    : stack.use(await DataLock.acquire(dataDirectory, options.signal));
  const watch = idleTimeoutMs === undefined ? undefined : stack.use(
    new IdleWatch({ clock, timeoutMs: idleTimeoutMs, onIdle: () => options.onIdle?.() }),
  );
  const broker = stack.use(
    await startBroker({
      ...options,
      onConnections: (count) => watch?.update(count),
      onDataLost(error): void {
        // If the directory was replaced, another broker may use the new one.
        if (dataDirectory !== null && lock?.isInPlace) {
          const failedAt = new Date(clock.now()).toISOString();
          writeBrokerFailure(dataDirectory, { reason: error.message, failedAt });
        }
        options.onDataLost?.(error);
      },
    }),
  );
  if (dataDirectory !== null) {
    // Disposed of before the broker stops, while the directory is still locked.
    stack.use(PublishedState.publish(dataDirectory, {
      pid: options.pid,
      host: reachableHost(broker.host),
      port: broker.port,
      startedAt: new Date(clock.now()).toISOString(),
      version: options.version,
    }));
  }
  const running = stack.move();
  return {
    host: broker.host,
    port: broker.port,
    dataFile: broker.dataFile,
    services: broker.services,
    get connectionCount() {
      return broker.connectionCount;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
