import { type Broker, startBroker } from "../broker.ts";
import { systemClock } from "../clock.ts";
import type { BrokerOptions } from "../options.ts";
import { reachableHost, removeBrokerState, writeBrokerState } from "./broker_state.ts";
import { DataLock } from "./data_lock.ts";
import { descriptorLimit } from "./descriptor_limit.ts";
import { IdleWatch } from "./idle_watch.ts";

/** How this process runs a broker that others may find. */
export interface HostOptions extends Omit<BrokerOptions, "onConnections"> {
  readonly pid: number;
  /** Version of this program. */
  readonly version: string;
  /** Calls `onIdle` after so many milliseconds without a connection; never when left out. */
  readonly idleTimeoutMs?: number;
  readonly onIdle?: () => void;
  readonly signal: AbortSignal;
}

/**
 * Starts a broker that holds its directory of data against other processes and tells them, once
 * it takes connections, where it is. One without a directory tells nobody.
 *
 * @throws {FailedError} When another process has the directory, and as {@link startBroker}.
 * @throws The signal's reason, when it aborts first.
 */
export async function hostBroker(options: HostOptions): Promise<Broker> {
  const { dataDirectory, idleTimeoutMs, clock = systemClock } = options;
  const fileDescriptors = options.fileDescriptors ?? descriptorLimit();
  await using stack = new AsyncDisposableStack();
  // Asked beside all that follows; whatever of it fails, nothing started here goes on.
  stack.defer(async () => void await fileDescriptors);
  if (dataDirectory !== null) {
    stack.use(await DataLock.acquire(dataDirectory, options.signal));
  }
  const watch = idleTimeoutMs === undefined ? undefined : stack.use(
    new IdleWatch({ clock, timeoutMs: idleTimeoutMs, onIdle: () => options.onIdle?.() }),
  );
  const broker = stack.use(
    await startBroker({
      ...options,
      fileDescriptors: await fileDescriptors,
      onConnections: (count) => watch?.update(count),
    }),
  );
  if (dataDirectory !== null) {
    writeBrokerState(dataDirectory, {
      pid: options.pid,
      host: reachableHost(broker.host),
      port: broker.port,
      startedAt: new Date(clock.now()).toISOString(),
      version: options.version,
    });
    // Before the broker stops, while the directory is still this process's.
    stack.defer(() => removeBrokerState(dataDirectory));
  }
  const running = stack.move();
  return Object.create(broker, {
    [Symbol.asyncDispose]: { value: () => running.disposeAsync() },
  });
}
