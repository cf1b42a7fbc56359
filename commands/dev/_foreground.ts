import type { Context } from "../../lib/context.ts";
import { reachableHost } from "../../lib/broker/background/broker_state.ts";
import { limitConnections } from "../../lib/broker/background/descriptor_limit.ts";
import { hostBroker } from "../../lib/broker/background/host_broker.ts";
import { loadTimers } from "../../lib/broker/clock.ts";
import { formatAddress } from "../../lib/text/format_address.ts";
import { version } from "../_shared/version.ts";
import { banner } from "./_banner.ts";
import { brokerOptions } from "./_broker_options.ts";
import { dataDirectory } from "../_shared/broker/data_directory.ts";
import { withDataHints } from "../_shared/broker/data_hints.ts";
import { dataLost } from "./_data_lost.ts";
import { DataLog, type Log, logTo } from "./_log.ts";
import type { DevOptions } from "../_shared/broker/dev_options.ts";

/**
 * Runs a broker until the context's signal aborts or its idle time ends.
 *
 * Prints `ready HOST:PORT` on stdout once it accepts connections. In the background it logs to a
 * file next to the data, because stderr has no reader.
 *
 * @throws {UsageError} If a setting or an option is invalid.
 * @throws {FailedError} If the address or the data is unavailable, or if the data file is deleted,
 * moved or replaced while the broker runs.
 */
export async function runInForeground(
  options: DevOptions,
  context: Context,
  { quiet }: { readonly quiet: boolean },
): Promise<void> {
  const directory = options.memory ? null : dataDirectory(options.data, context);
  const idle = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<Error>();
  const isHidden = options.background === true && directory !== null;
  // Disposed of after the broker, which logs while it stops.
  using logs = new DisposableStack();
  let log: Log = logTo(context.stderr, context.now);
  const hostOptions = {
    ...brokerOptions(options),
    dataDirectory: directory,
    pid: Deno.pid,
    version,
    onIdle: idle.resolve,
    onDataLost: lost.resolve,
    signal: context.signal,
    log: (line: string): void => log(line),
  };
  await using broker = await withDataHints(() => hostBroker(hostOptions));
  if (isHidden) {
    const dataLog = await withDataHints(() => new DataLog(directory, context.now));
    log = logs.use(dataLog).attach();
  }
  const { host, port } = broker;
  await context.stdout.write(`ready ${formatAddress({ host: reachableHost(host), port })}\n`);
  if (isHidden) log(`Process ${Deno.pid} listens on ${formatAddress(broker)}`);
  else if (!quiet) {
    const sync = options.sync ?? "full";
    await context.stderr.write(banner({ host, port, directory, sync, stop: "Ctrl-C" }));
  }
  loadTimers();
  const limited = options.fileDescriptors === undefined ? limitConnections(broker) : null;
  const end = await Promise.race([
    idleEnd(idle.promise, options),
    interruption(context.signal),
    lost.promise,
  ]);
  await limited;
  if (end instanceof Error) {
    if (isHidden) log(`${end.message}; the broker stops`);
    throw dataLost(end);
  }
  if (isHidden || !quiet) log(end);
}

async function idleEnd(idle: Promise<void>, { idleTimeout: seconds }: DevOptions): Promise<string> {
  await idle;
  return `Stopped after ${seconds} s without a connection`;
}

async function interruption(signal: AbortSignal): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  return "Stopped";
}
